/** The line from a host to the test that directs it, for what needs no answer. */
export interface DirectorLine {
  readonly director: string
  /** Tells the test that a call to it was aborted, as soon as it has answered that. */
  tellAborted(call: { readonly key: string }, answer: Promise<Response>): void
  /** Tells the test that an agent was asked to abort. */
  tellAsked(agent: { readonly handle: number }): void
  /** Waits for the answer to a call as well, before the test counts as knowing of it. */
  awaitAnswer(answer: Promise<Response>): Promise<Response>
  /** Resolves when the test knows all that it was told. */
  known(): Promise<void>
}

export function createDirectorLine(director: string): DirectorLine {
  const told = new Set<Promise<void>>()
  const asked = new Set<Promise<void>>()
  const send = async (what: object): Promise<void> => {
    // A test that is over listens no more.
    await fetch(`${director}/abort`, { method: 'POST', body: JSON.stringify(what) }).catch(() => {})
  }
  const keep = (sent: Promise<void>, ...sets: Set<Promise<void>>[]): void => {
    for (const set of sets) set.add(sent)
    void sent.then(() => sets.forEach((set) => void set.delete(sent)))
  }
  return {
    director,
    tellAborted(call, answer) {
      // An agent is asked to abort in the same turn, and must have heard of it before its run can end.
      const heard = Promise.resolve().then(() => Promise.allSettled([...asked, answer]))
      keep(
        heard.then(() => send(call)),
        told,
      )
    },
    tellAsked(agent) {
      keep(send(agent), told, asked)
    },
    awaitAnswer(answer) {
      const settled = answer.then(
        () => {},
        () => {},
      )
      keep(settled, told)
      return answer
    },
    async known() {
      await Promise.all(told)
    },
  }
}
