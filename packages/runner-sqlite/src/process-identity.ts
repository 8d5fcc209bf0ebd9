import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Which process holds claims, so that others on the same machine can see that it has ended. */
export interface ProcessIdentity {
  /** The machine since its start and, on Linux, the pid namespace: within it, pids mean the same. */
  readonly host: string
  readonly pid: number
  /** When the process started, in units of its own: tells it from a later one with the same pid. */
  readonly started: string
}

/** Milliseconds that two readings of a start time without a proc file system may differ. */
const TOLERANCE_MS = 5_000

/** This process. */
export function ownIdentity(): ProcessIdentity {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  const namespace = attempt(() => readlinkSync('/proc/self/ns/pid'))
  const host = [hostname(), boot, namespace].filter((part) => part !== undefined).join(' ')
  return {
    host,
    pid: process.pid,
    started: startOf(process.pid) ?? `~${Date.now() - process.uptime() * 1000}`,
  }
}

/** Whether a process is known to have ended. A process elsewhere never is. */
export function isKnownDead(one: ProcessIdentity, own: ProcessIdentity): boolean {
  if (one.host !== own.host) return false
  if (one.started.startsWith('~')) {
    return one.pid === own.pid
      ? Math.abs(Number(one.started.slice(1)) - Number(own.started.slice(1))) > TOLERANCE_MS
      : !isThere(one.pid)
  }
  return one.pid === own.pid ? one.started !== own.started : isGone(one)
}

function isGone({ pid, started }: ProcessIdentity): boolean {
  const now = startOf(pid)
  return now === undefined ? !isThere(pid) : now !== started
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Without the right to signal it, it is there all the same.
    return (error as { code?: string }).code !== 'ESRCH'
  }
}

/** The start time in clock ticks since the machine's, or nothing without a proc file system or process. */
function startOf(pid: number): string | undefined {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  // The second field, the name in parentheses, may hold spaces and parentheses of its own.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  // A zombie has ended; its parent has yet to take note.
  return fields?.[0] === 'Z' ? 'zombie' : fields?.[19]
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
