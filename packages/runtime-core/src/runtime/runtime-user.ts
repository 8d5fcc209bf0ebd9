/** Who a request comes from. */
export interface RuntimeUser {
  /** Owns the threads that this user's requests start. */
  id: string
  name?: string | undefined
}
