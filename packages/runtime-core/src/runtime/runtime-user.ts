/** The user of a request. */
export interface RuntimeUser {
  /** The owner of the threads that this user creates. */
  id: string
  name?: string | undefined
}
