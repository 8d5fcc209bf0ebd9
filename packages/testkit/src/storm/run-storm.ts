import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkRecords } from './check-records.ts'
import { type ClientScene, StormClient } from './client.ts'
import { EventIds } from './event-ids.ts'
import { EVERY_FAULT, type FaultKind, faultOf, pause, play, SURVIVABLE } from './faults.ts'
import { Journal, type StormFigures, type Violation } from './journal.ts'
import { StormProcess } from './processes.ts'
import { StormReader } from './reader.ts'
import { runsOf } from './thread-requests.ts'

/** Options of `runStorm`. */
export interface StormOptions {
  /** Path of the script that each process runs. It calls `serveStorm`. */
  script: string
  /** The same seed plays the same faults and the same acts of the clients. @default a random one */
  seed?: number | undefined
  /** How long clients act, in milliseconds. @default 20_000 */
  durationMs?: number | undefined
  /** Processes on one store. @default 3 */
  processes?: number | undefined
  /** @default 10 */
  clients?: number | undefined
  /**
   * What is done to processes: everything, nothing, or only what a store survives that is lost with its process.
   * @default 'all'
   */
  faults?: 'all' | 'none' | 'survivable' | undefined
  /** Milliseconds of the runner's lease: longer than a busy machine keeps a healthy process waiting. @default 5_000 */
  leaseMs?: number | undefined
  /** Milliseconds that the runner may keep events before it stores them. @default 20 */
  flushMs?: number | undefined
  /** Called for each violation as soon as it is found. */
  onViolation?: ((violation: Violation) => void) | undefined
  /** Called for each fault that is played. */
  onFault?: ((message: string) => void) | undefined
}

/** What came of a storm. */
export interface StormReport {
  readonly seed: number
  readonly violations: readonly Violation[]
  readonly figures: StormFigures
}

/** Milliseconds after which a slot gets a new thread, so that threads stay short. */
const ROTATE_MS = 20_000

/** Threads that are in use at one time. The last one is deleted now and then, with its runs. */
const SLOTS = 5

/** Milliseconds for which a disturbed process may disturb others: it may have been suspended with the lock of a store. */
const AFTERMATH_MS = 15_000

/** Milliseconds in which everything must end after the last request. */
const CALM_MS = 60_000

/**
 * Plays a storm: clients start runs, disconnect, resume and stop anywhere, while processes are killed, suspended and
 * restarted. Every frame is judged when it comes, and all that was seen is compared with the store afterwards. The rules
 * are those of `docs/protocol.md`, "What an event id promises".
 *
 * @throws Error if a process does not start
 */
export async function runStorm(options: StormOptions): Promise<StormReport> {
  const { seed = Math.floor(Math.random() * 1_000_000), durationMs = 20_000, clients: count = 10 } = options
  const { leaseMs = 5_000, flushMs = 20, faults = 'all', processes: size = 3 } = options
  const journal = new Journal(options.onViolation ?? (() => {}))
  const place = await mkdtemp(join(tmpdir(), 'flightdeck-storm-'))
  const processes = Array.from(
    { length: size },
    (_, index) =>
      new StormProcess(index, {
        script: options.script,
        options: { place, leaseMs, flushMs, stopGraceMs: 500 },
        onUnexpectedExit: (message) => journal.violation(`process ${index}`, message),
      }),
  )
  const killAll = (): void => {
    for (const process of processes) void process.end('SIGKILL')
  }
  process.once('exit', killAll)
  try {
    await Promise.all(processes.map((each) => each.start()))
    const startedAt = performance.now()
    const isOver = (): boolean => performance.now() - startedAt > durationMs
    const weather = new Weather(processes, isOver, options.onFault ?? (() => {}))
    const scene: ClientScene = {
      seed,
      processes,
      journal,
      ids: new EventIds(),
      leaseMs,
      reader: new StormReader(journal, 2 * leaseMs + 10_000, () => weather.isCalm()),
      slots: SLOTS,
      threadIn: (slot) => {
        const turn = Math.floor((performance.now() - startedAt) / ROTATE_MS)
        return `${slot === SLOTS - 1 ? 'deleted' : 'thread'}-${slot}-${turn}`
      },
      isOver,
    }
    const clients = Array.from({ length: count }, (_, index) => new StormClient(scene, index))
    const kinds = { all: EVERY_FAULT, survivable: SURVIVABLE, none: [] }[faults]
    await Promise.all([
      ...clients.map((client) => client.live()),
      weather.rage(seed, kinds, leaseMs, journal),
    ])
    await Promise.all(clients.map((client) => client.complete()))
    await settle(processes[0] as StormProcess, journal)
    await checkRecords(journal, processes[0] as StormProcess)
    journal.figures.ids = scene.ids.size
    return { seed, violations: journal.violations, figures: journal.figures }
  } finally {
    await Promise.all(processes.map((each) => each.end('SIGKILL')))
    process.off('exit', killAll)
    await rm(place, { recursive: true, force: true })
  }
}

/** Plays the faults of a seed, one after another; several processes may be down at once, but never all. */
class Weather {
  readonly #processes: readonly StormProcess[]
  readonly #isOver: () => boolean
  readonly #onFault: (message: string) => void
  #underWay = 0
  #calmSince = Number.NEGATIVE_INFINITY

  constructor(processes: readonly StormProcess[], isOver: () => boolean, onFault: (message: string) => void) {
    this.#processes = processes
    this.#isOver = isOver
    this.#onFault = onFault
  }

  /** Whether no process was disturbed for a while. */
  isCalm(): boolean {
    return this.#underWay === 0 && performance.now() - this.#calmSince > AFTERMATH_MS
  }

  async rage(seed: number, kinds: readonly FaultKind[], leaseMs: number, journal: Journal): Promise<void> {
    if (kinds.length === 0) return
    const playing: Promise<void>[] = []
    for (let index = 0; ; index += 1) {
      const fault = faultOf(seed, index, { kinds, processes: this.#processes.length, leaseMs })
      await pause(fault.afterMs)
      if (this.#isOver()) break
      const target = this.#processes[fault.process] as StormProcess
      const others = this.#processes.filter((each) => each !== target && each.isUp).length
      if (!target.isUp || (others === 0 && this.#processes.length > 1)) continue
      this.#onFault(`fault ${index}: ${fault.kind} ${target.name} for ${fault.lastsMs} ms`)
      journal.figures[FIGURES[fault.kind]] += 1
      playing.push(this.#play(fault, target))
    }
    await Promise.all(playing)
  }

  async #play(fault: Parameters<typeof play>[0], target: StormProcess): Promise<void> {
    this.#underWay += 1
    try {
      await play(fault, target)
    } finally {
      this.#underWay -= 1
      this.#calmSince = performance.now()
    }
  }
}

const FIGURES = {
  kill: 'kills',
  suspend: 'suspensions',
  'suspend briefly': 'suspensions',
  restart: 'restarts',
} as const

/** Waits until no run is running any more. */
async function settle(process: StormProcess, journal: Journal): Promise<void> {
  const patience = performance.now() + CALM_MS
  for (const threadId of journal.seen.keys()) {
    while (performance.now() < patience) {
      const runs = await runsOf(process, threadId)
      if (runs.every(({ status }) => status !== 'running')) break
      await pause(200)
    }
  }
}
