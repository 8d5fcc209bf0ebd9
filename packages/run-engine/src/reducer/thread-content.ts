/** An encoded message of a thread. */
export interface StoredMessage {
  readonly id: string
  /** JSON of the message. */
  readonly json: string
}

/** Messages and state of a thread. */
export interface ThreadContent {
  readonly messages: readonly StoredMessage[]
  /** JSON of the state; undefined if there is none. */
  readonly state: string | undefined
}
