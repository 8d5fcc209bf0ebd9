interface Call {
  readonly id: string
  isWhole: boolean
  isAnswered: boolean
}

/**
 * The ids of the tool calls of a stream, none of them used twice. Providers that count their calls from zero in every answer
 * give the same ids again and again: a call whose id is taken gets a new one, and what the stream says of it later is found
 * by the id that it was given.
 */
export class CallIds {
  readonly #taken: Set<string>
  readonly #calls = new Map<string, Call[]>()

  /** @param taken the ids of calls that the history has */
  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken)
  }

  /** A call begins. Returns its id. */
  begin(given: string): string {
    return this.#begin(given).id
  }

  /** A call is whole: the first one of this name that has begun, or one that did not say that it began. */
  complete(given: string): string {
    const call = this.#find(given, ({ isWhole }) => !isWhole) ?? this.#begin(given)
    call.isWhole = true
    return call.id
  }

  /** A call has its result: the first one of this name that waits for it. */
  answer(given: string): string {
    const call = this.#find(given, ({ isWhole, isAnswered }) => isWhole && !isAnswered)
    if (call === undefined) return this.latest(given)
    call.isAnswered = true
    return call.id
  }

  /** The call of this name that began last; one that did not begin here is known by the name it has. */
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

/** Providers take ids of letters, digits, `_` and `-`, of at most 40 of them. */
function newCallId(): string {
  return `call_${crypto.randomUUID().replaceAll('-', '')}`
}
