/** One message of a thread, encoded once. */
export interface StoredMessage {
  readonly id: string
  /** JSON of the message. */
  readonly json: string
}

/** What the events of a thread amount to. */
export interface ThreadContent {
  readonly messages: readonly StoredMessage[]
  /** JSON of the state; absent while there is none. */
  readonly state: string | undefined
}
