import { readSse, type SseFrame } from '../read-sse.ts'
import { userHeaders } from './deletable-threads.ts'
import type { Journal } from './journal.ts'
import type { StormProcess } from './processes.ts'
import type { View } from './view.ts'

/** How a reader asks for a stream. */
export type Asking = 'run' | 'GET with Last-Event-ID' | 'GET with ?cursor' | 'POST with Last-Event-ID'

/** When a reader disconnects before the stream ends. */
export interface Leaving {
  readonly afterFrames?: number | undefined
  readonly afterMs?: number | undefined
  /** Milliseconds that the reader does not read, after its first frame. */
  readonly stallMs?: number | undefined
}

/** What became of a connection. `silent` is a stream that stayed open although nothing came for too long. */
export type Outcome = 'left' | 'ended' | 'broken' | 'refused' | 'silent'

/** Milliseconds that a server has to answer with headers. */
const HEADERS_MS = 20_000

/** Reads streams of the storm's servers into views. */
export class StormReader {
  readonly #journal: Journal
  readonly #silenceMs: number
  readonly #lastProcess = new WeakMap<View, StormProcess>()
  readonly #isCalm: () => boolean

  /**
   * @param silenceMs milliseconds without any event after which a stream counts as silent
   * @param isCalm whether no process was disturbed for a while, so that every request must be answered
   */
  constructor(journal: Journal, silenceMs: number, isCalm: () => boolean) {
    this.#journal = journal
    this.#silenceMs = silenceMs
    this.#isCalm = isCalm
  }

  /** Makes one connection, with the view's cursor if it has one, and reads until it ends or the reader disconnects. */
  async read(
    view: View,
    process: StormProcess,
    how: Asking,
    leaving: Leaving,
    runId?: string,
  ): Promise<Outcome> {
    const { figures } = this.#journal
    const who = `the reader of ${view.threadId} at ${process.name}${view.cursor === undefined ? '' : ` with ${view.cursor}`}`
    const before = process.disturbances
    const isDisturbed = (): boolean => process.disturbances !== before || !process.isUp
    const controller = new AbortController()
    const askedAt = performance.now()
    const { cursor, lastRun } = view
    let response: Response
    const timer = setTimeout(() => controller.abort(), HEADERS_MS)
    try {
      response = await ask(process, how, view, controller.signal, runId)
    } catch (error) {
      figures.failedRequests += 1
      if (!isDisturbed() && this.#isCalm())
        this.#journal.violation(who, `could not connect: ${String(error)}`)
      return 'broken'
    } finally {
      clearTimeout(timer)
    }
    if (response.status !== 200) {
      const text = await response.text().catch(() => '')
      if (response.status === 409) figures.refusedAsBusy += 1
      else {
        figures.failedRequests += 1
        if (!isDisturbed() && this.#isCalm())
          this.#journal.violation(who, `was answered ${response.status} ${text}`)
      }
      return 'refused'
    }
    figures.connections += 1
    if (cursor !== undefined) {
      figures.resumed += 1
      if (this.#lastProcess.get(view) !== process) figures.resumedElsewhere += 1
    }
    this.#lastProcess.set(view, process)
    view.connect()
    const { outcome, frames } = await this.#frames(view, response, controller, leaving, who)
    if (outcome === 'ended' && !isDisturbed() && !view.mayBeDeleted) {
      if (view.open !== undefined && (frames > 0 || cursor !== undefined)) {
        const sort = frames === 0 ? 'an empty stream' : `a stream of ${frames} frames that ended`
        this.#journal.violation(who, `${view.open} was not seen to end: ${sort}`)
      } else if (frames === 0) {
        this.#journal.emptyStreams.push({ threadId: view.threadId, who, lastRun, askedAt })
      }
    }
    return outcome
  }

  async #frames(
    view: View,
    response: Response,
    controller: AbortController,
    leaving: Leaving,
    who: string,
  ): Promise<{ outcome: Outcome; frames: number }> {
    const { figures } = this.#journal
    const stream = readSse(response)
    const leaveAt = performance.now() + (leaving.afterMs ?? Number.POSITIVE_INFINITY)
    let frames = 0
    try {
      for (;;) {
        const left = leaveAt - performance.now()
        const next = await within(stream.next(), Math.max(0, Math.min(left, this.#silenceMs)))
        if (next === 'late') return { outcome: left <= this.#silenceMs ? 'left' : 'silent', frames }
        if (next.done) return { outcome: 'ended', frames }
        frames += 1
        figures.frames += 1
        this.#take(view, next.value, who)
        if (frames === leaving.afterFrames) return { outcome: 'left', frames }
        if (frames === 1 && leaving.stallMs)
          await new Promise((resolve) => setTimeout(resolve, leaving.stallMs))
      }
    } catch {
      return { outcome: 'broken', frames }
    } finally {
      controller.abort()
    }
  }

  #take(view: View, frame: SseFrame, who: string): void {
    const before = view.catchUps
    for (const wrong of view.take(frame)) this.#journal.violation(who, `${wrong} (id ${frame.id})`)
    this.#journal.figures.catchUps += view.catchUps - before
    if (view.lastRun !== undefined && frame.id !== undefined) this.#journal.saw(view.threadId, view.lastRun)
  }
}

async function ask(
  { url }: StormProcess,
  how: Asking,
  { threadId, cursor }: View,
  signal: AbortSignal,
  runId?: string,
): Promise<Response> {
  if (url === undefined) throw new Error('The process is down')
  const base = `${url}/agent/storm`
  const user = userHeaders(threadId)
  const resuming = cursor === undefined ? user : { ...user, 'last-event-id': cursor }
  if (how === 'run' || how === 'POST with Last-Event-ID') {
    const id = runId ?? 'none'
    const messages = how === 'run' ? [{ id: `${id}/q`, role: 'user', content: id }] : []
    const body = { threadId, runId: id, protocolVersion: '1.0', messages, tools: [], context: [] }
    return await fetch(`${base}/${how === 'run' ? 'run' : 'connect'}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(how === 'run' ? user : resuming) },
      body: JSON.stringify(body),
      signal,
    })
  }
  const query = new URLSearchParams({ threadId, protocolVersion: '1.0' })
  if (how === 'GET with ?cursor' && cursor !== undefined) query.set('cursor', cursor)
  return await fetch(`${base}/connect?${query}`, {
    headers: how === 'GET with ?cursor' ? user : resuming,
    signal,
  })
}

/** What a promise resolves with, or `late`. A promise that is left behind may fail unheard. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | 'late'> {
  let timer: ReturnType<typeof setTimeout> | undefined
  promise.catch(() => {})
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), Math.min(ms, 2_147_483_647))
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
