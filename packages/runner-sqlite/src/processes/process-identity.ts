import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Identifies a process that holds claims, so that other processes of the machine notice its end. */
export interface ProcessIdentity {
  /** Identifies the machine since its boot and, on Linux, the pid namespace, within which pids are unique. */
  readonly host: string
  /** Whether `host` identifies the start of the machine, so that `machineClockMs` of its processes can be compared. */
  readonly knowsBoot?: boolean
  readonly pid: number
  /**
   * Start time of the process, to distinguish it from a later one with the same pid. The unit depends on the system.
   */
  readonly started: string
}

/** Milliseconds by which two readings of a start time may differ without a proc file system. */
const TOLERANCE_MS = 5_000

/** This process. */
export function ownIdentity(): ProcessIdentity {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  const namespace = attempt(() => readlinkSync('/proc/self/ns/pid'))
  const host = [hostname(), boot, namespace].filter((part) => part !== undefined).join(' ')
  return {
    host,
    knowsBoot: boot !== undefined,
    pid: process.pid,
    started: startOf(process.pid) ?? `~${Date.now() - process.uptime() * 1000}`,
  }
}

/** Whether a process is known to have ended. Always false for processes of other machines. */
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
    // Missing permission to signal a process means that it exists.
    return (error as { code?: string }).code !== 'ESRCH'
  }
}

/** The start time in clock ticks since boot; undefined without a proc file system or process. */
function startOf(pid: number): string | undefined {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  // The second field is the name in parentheses, which may contain spaces and parentheses.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  // A zombie process has ended.
  return fields?.[0] === 'Z' ? 'zombie' : fields?.[19]
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
