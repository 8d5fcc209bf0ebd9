/** One-way notifications from a host to the test that controls it. */
export interface DirectorLine {
  readonly director: string
  /** Notifies the test that a call was aborted, once the test has responded to that call. */
  notifyAborted(call: { readonly key: string }, answer: Promise<Response>): void
  /** Notifies the test that an agent was aborted. */
  notifyAgentAborted(agent: { readonly handle: number }): void
  /** Makes `settled` wait for the response to a call as well. */
  awaitResponse(answer: Promise<Response>): Promise<Response>
  /** Resolves when the test has received every notification. */
  known(): Promise<void>
}

export function createDirectorLine(director: string): DirectorLine {
  const notifications = new Set<Promise<void>>()
  const asked = new Set<Promise<void>>()
  const send = async (what: object): Promise<void> => {
    // A test that has ended does not listen any more.
    await fetch(`${director}/abort`, { method: 'POST', body: JSON.stringify(what) }).catch(() => {})
  }
  const keep = (sent: Promise<void>, ...sets: Set<Promise<void>>[]): void => {
    for (const set of sets) set.add(sent)
    void sent.then(() => sets.forEach((set) => void set.delete(sent)))
  }
  return {
    director,
    notifyAborted(call, answer) {
      // The agent is aborted in the same turn, and must be notified before its run can end.
      const notified = Promise.resolve().then(() => Promise.allSettled([...asked, answer]))
      keep(
        notified.then(() => send(call)),
        notifications,
      )
    },
    notifyAgentAborted(agent) {
      keep(send(agent), notifications, asked)
    },
    awaitResponse(answer) {
      const settled = answer.then(
        () => {},
        () => {},
      )
      keep(settled, notifications)
      return answer
    },
    async known() {
      await Promise.all(notifications)
    },
  }
}
