/** What is known of an id. */
interface Meaning {
  /** The event as JSON; undefined while only catch-ups had this id. */
  event?: string | undefined
  readonly runId: string
  /** Characters of the run's text up to this event. */
  readonly length: number
}

/** Every id that any reader was sent, and what it stood for: it must be the same for all of them. */
export class EventIds {
  readonly #known = new Map<string, Meaning>()
  /** The position in the id of each ending. Its generation may change, its position must not. */
  readonly #endings = new Map<string, string>()

  get size(): number {
    return this.#known.size
  }

  /**
   * Notes one more use of an id. Returns what is wrong, or undefined.
   *
   * @param event the event as JSON, or undefined where the id stands for the position that a catch-up reaches
   */
  note(
    threadId: string,
    id: string,
    runId: string,
    length: number,
    event: string | undefined,
  ): string | undefined {
    const key = `${threadId} ${id}`
    const known = this.#known.get(key)
    if (known === undefined) {
      this.#known.set(key, { runId, length, event })
      return undefined
    }
    if (known.runId !== runId) return `id ${id} stands for ${known.runId} and for ${runId}`
    if (event !== undefined && known.event !== undefined && event !== known.event)
      return `id ${id} stands for ${known.event} and for ${event}`
    if (known.length !== length)
      return `at id ${id} one reader had ${known.length} characters of ${runId}, another ${length}`
    known.event ??= event
    return undefined
  }

  /** Notes the id that an ending came with. Returns what is wrong, or undefined. */
  noteEnding(threadId: string, id: string, runId: string, event: string): string | undefined {
    const key = `${threadId} ${runId} ${event}`
    const position = id.slice(id.lastIndexOf('.') + 1)
    const known = this.#endings.get(key) ?? position
    this.#endings.set(key, known)
    return known === position ? undefined : `the end of ${runId} is at ${known} and at ${position}`
  }
}
