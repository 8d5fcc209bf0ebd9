import { anyOf, type Dice, diceOf } from '../interleavings/chance.ts'
import { mayBeDeleted } from './deletable-threads.ts'
import type { EventIds } from './event-ids.ts'
import { pause } from './faults.ts'
import type { Journal } from './journal.ts'
import type { StormProcess } from './processes.ts'
import type { Asking, Leaving, StormReader } from './reader.ts'
import { clearThreads, deleteThread, type RunSummary, runsOf, stopRun } from './thread-requests.ts'
import { View } from './view.ts'

/** What the clients of a storm share. */
export interface ClientScene {
  readonly seed: number
  readonly processes: readonly StormProcess[]
  readonly reader: StormReader
  readonly journal: Journal
  readonly ids: EventIds
  readonly leaseMs: number
  /** The thread that is in a slot now: each slot gets a new thread from time to time. */
  threadIn(slot: number): string
  readonly slots: number
  /** Whether clients begin nothing more. */
  isOver(): boolean
}

/** Views that a client may return to later. */
const MAX_LEFT_BEHIND = 4

/** Connections in which a view must have seen its run end. */
const MAX_CONNECTIONS = 30

const ASKING: readonly Asking[] = [
  'GET with Last-Event-ID',
  'GET with Last-Event-ID',
  'GET with ?cursor',
  'POST with Last-Event-ID',
]

/** One client: what it does follows from the seed and its number. */
export class StormClient {
  readonly #scene: ClientScene
  readonly #name: string
  readonly #leftBehind: View[] = []

  constructor(scene: ClientScene, index: number) {
    this.#scene = scene
    this.#name = `client ${index}`
  }

  /** Acts until the storm is over. */
  async live(): Promise<void> {
    for (let episode = 0; !this.#scene.isOver(); episode += 1) {
      const dice = diceOf(this.#scene.seed, `${this.#name} episode ${episode}`)
      await this.#act(dice, `${this.#name.replace(' ', '-')}-${episode}`)
      await pause(anyOf(dice, [0, 0, 10, 100, 500]))
    }
  }

  /** Returns to every view that was left behind, until each has seen its run end. */
  async complete(): Promise<void> {
    while (this.#leftBehind.length > 0) await this.#completeOne(diceOf(this.#scene.seed, `${this.#name} end`))
  }

  async #act(dice: Dice, name: string): Promise<void> {
    const { slots, threadIn } = this.#scene
    const threadId = threadIn(dice(slots))
    const what = dice(20)
    if (what < 10) await this.#run(dice, threadId, `run-${this.#scene.seed}-${name}`)
    else if (what < 14) await this.#follow(dice, this.#newView(threadId))
    else if (what < 17) await this.#goBack(dice)
    else if (what < 19) await stopRun(this.#scene, this.#anyProcess(dice), threadId)
    else if (!mayBeDeleted(threadId)) return
    else if (dice(3) === 0) await clearThreads(this.#scene, this.#anyProcess(dice), threadId)
    else await deleteThread(this.#scene, this.#anyProcess(dice), threadId)
  }

  /** Starts a run and reads it, here and there, to its end or not. */
  async #run(dice: Dice, threadId: string, runId: string): Promise<void> {
    const view = this.#newView(threadId)
    const process = this.#anyProcess(dice)
    const outcome = await this.#scene.reader.read(view, process, 'run', this.#leaving(dice), runId)
    if (view.cursor === undefined) return
    this.#scene.journal.figures.runsStarted += 1
    if (outcome !== 'ended') await this.#follow(dice, view)
    else if (dice(2) === 0) await this.#follow(dice, view)
    else await this.#leave(view)
  }

  /** Connects a few times, at any process, and leaves the view behind. */
  async #follow(dice: Dice, view: View): Promise<void> {
    for (let hops = 1 + dice(4); hops > 0 && !this.#scene.isOver(); hops -= 1) {
      await pause(anyOf(dice, [0, 0, 0, 0, 20, 200, 1_000]))
      await this.#connect(dice, view, this.#leaving(dice))
    }
    await this.#leave(view)
  }

  async #goBack(dice: Dice): Promise<void> {
    const [view] = this.#leftBehind.splice(dice(Math.max(1, this.#leftBehind.length)), 1)
    if (view !== undefined) await this.#follow(dice, view)
  }

  async #leave(view: View): Promise<void> {
    if (view.cursor !== undefined) this.#leftBehind.push(view)
    while (this.#leftBehind.length > MAX_LEFT_BEHIND)
      await this.#completeOne(diceOf(this.#scene.seed, `${view.threadId} ${view.cursor}`))
  }

  /** Resumes a view until it has seen its run end. */
  async #completeOne(dice: Dice): Promise<void> {
    const { journal } = this.#scene
    const view = this.#leftBehind.shift()
    if (view === undefined) return
    for (let connections = 1; view.open !== undefined; connections += 1) {
      if (connections > MAX_CONNECTIONS) {
        if (!view.mayBeDeleted)
          journal.violation(this.#name, `${view.open} on ${view.threadId} was never seen to end`)
        break
      }
      const outcome = await this.#connect(dice, view, {})
      if (outcome === 'ended' && view.mayBeDeleted) break
      if (outcome === 'broken' || outcome === 'refused') await pause(500)
    }
    journal.views.push(view)
  }

  async #connect(dice: Dice, view: View, leaving: Leaving): Promise<string> {
    const { reader, journal } = this.#scene
    const process = this.#anyProcess(dice)
    const before = process.disturbances
    const outcome = await reader.read(view, process, anyOf(dice, ASKING), leaving)
    if (outcome !== 'silent' || view.open === undefined || view.mayBeDeleted) return outcome
    const run = await this.#recordOf(view.threadId, view.open)
    if (run !== undefined && run.status !== 'running' && process.isUp && process.disturbances === before)
      journal.violation(
        this.#name,
        `nothing came at ${process.name} with ${view.cursor}, and ${view.open} has ended ${run.status}`,
      )
    return outcome
  }

  async #recordOf(threadId: string, runId: string): Promise<RunSummary | undefined> {
    const process = this.#scene.processes.find(({ isUp }) => isUp)
    const runs = process && (await runsOf(process, threadId).catch(() => undefined))
    return runs?.find((run) => run.runId === runId)
  }

  #newView(threadId: string): View {
    return new View(threadId, this.#scene.ids, mayBeDeleted(threadId))
  }

  /** Any process, preferably one that is up. */
  #anyProcess(dice: Dice): StormProcess {
    const { processes } = this.#scene
    const first = dice(processes.length)
    const inTurn = [...processes.slice(first), ...processes.slice(0, first)]
    return inTurn.find(({ isUp }) => isUp) ?? (inTurn[0] as StormProcess)
  }

  #leaving(dice: Dice): Leaving {
    const stallMs = dice(8) === 0 ? 100 + dice(1_500) : undefined
    const way = dice(6)
    if (way < 3) return { afterFrames: 1 + dice(20), stallMs }
    if (way < 4) return { afterMs: dice(800), stallMs }
    return { stallMs }
  }
}
