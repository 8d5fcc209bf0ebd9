interface Call {
  readonly id: string
  isWhole: boolean
  isAnswered: boolean
}

/**
 * Unique ids for the tool calls of a stream. Providers that count their calls from zero in every completion
 * repeat the same ids: a call whose id is in use gets a new one, and later parts of the stream are matched
 * by the given id.
 */
export class CallIds {
  readonly #taken: Set<string>
  readonly #calls = new Map<string, Call[]>()

  /** @param taken the ids of calls that the history has */
  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken)
  }

  /** A call starts. Returns its id. */
  begin(given: string): string {
    return this.#begin(given).id
  }

  /** A call is complete: the first open one with this given id, or one without a start. */
  complete(given: string): string {
    const call = this.#find(given, ({ isWhole }) => !isWhole) ?? this.#begin(given)
    call.isWhole = true
    return call.id
  }

  /** A call has its result: the first complete one with this given id. */
  answer(given: string): string {
    const call = this.#find(given, ({ isWhole, isAnswered }) => isWhole && !isAnswered)
    if (call === undefined) return this.latest(given)
    call.isAnswered = true
    return call.id
  }

  /** The last started call with this given id; the given id if none was started here. */
  latest(given: string): string {
    return this.#calls.get(given)?.at(-1)?.id ?? given
  }

  #begin(given: string): Call {
    const id = given === '' || this.#taken.has(given) ? newCallId() : given
    this.#taken.add(id)
    const call = { id, isWhole: false, isAnswered: false }
    const calls = this.#calls.get(given)
    if (calls === undefined) this.#calls.set(given, [call])
    else calls.push(call)
    return call
  }

  #find(given: string, wanted: (call: Call) => boolean): Call | undefined {
    return this.#calls.get(given)?.find(wanted)
  }
}

/** Providers accept ids of letters, digits, `_` and `-`, with at most 40 characters. */
function newCallId(): string {
  return `call_${crypto.randomUUID().replaceAll('-', '')}`
}
