import { anyOf, diceOf } from '../interleavings/chance.ts'
import type { StormProcess } from './processes.ts'

/** What is done to processes. `restart` is `SIGTERM`, as a deployment does it. */
export type FaultKind = 'kill' | 'suspend' | 'suspend briefly' | 'restart'

/** Which kinds of faults a storm plays. A store in memory does not survive the end of its process. */
export const SURVIVABLE: readonly FaultKind[] = ['suspend', 'suspend briefly']
export const EVERY_FAULT: readonly FaultKind[] = ['kill', 'kill', 'suspend', 'suspend briefly', 'restart']

/** One fault of the plan. */
export interface Fault {
  /** Milliseconds after the one before. */
  readonly afterMs: number
  readonly kind: FaultKind
  readonly process: number
  /** Milliseconds until the process is there again. */
  readonly lastsMs: number
}

/** The fault of a seed with this number. */
export function faultOf(
  seed: number,
  index: number,
  { kinds, processes, leaseMs }: { kinds: readonly FaultKind[]; processes: number; leaseMs: number },
): Fault {
  const dice = diceOf(seed, `fault ${index}`)
  const kind = anyOf(dice, kinds)
  const lastsMs = {
    kill: anyOf(dice, [0, 500, 3_000]),
    restart: anyOf(dice, [0, 500, 3_000]),
    suspend: leaseMs + 500 + dice(3_000),
    'suspend briefly': 50 + dice(Math.floor(leaseMs / 3)),
  }[kind]
  return { afterMs: 500 + dice(3_500), kind, process: dice(processes), lastsMs }
}

/** Does to a process what the fault says, and resolves when it is up again. */
export async function play({ kind, lastsMs }: Fault, process: StormProcess): Promise<void> {
  if (kind === 'suspend' || kind === 'suspend briefly') {
    process.suspend()
    await pause(lastsMs)
    process.resume()
    return
  }
  await process.end(kind === 'kill' ? 'SIGKILL' : 'SIGTERM')
  await pause(lastsMs)
  await process.start()
}

/** Resolves after some milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
