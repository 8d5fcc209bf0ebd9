import type { CopilotRuntimeOptions } from '@flightdeck/runtime/v2'

type RunObserver = NonNullable<CopilotRuntimeOptions['observer']>

/** Tracks running runs, for `ctx.waitUntil`. */
export interface RunningRuns {
  /** For the option `observer` of the runtime. */
  readonly observer: RunObserver
  /** Resolves when the runs that are now in progress have ended. */
  ended(): Promise<void>
}

/** A Worker cancels the work of a request when its client disconnects, unless it was passed to `waitUntil`. */
export function createRunningRuns(): RunningRuns {
  const running = new Map<string, { ended: Promise<void>; end: () => void }>()
  const key = (run: { threadId: string; runId: string }): string => JSON.stringify([run.threadId, run.runId])
  return {
    observer: {
      onRunStart(run) {
        let end = (): void => {}
        const ended = new Promise<void>((resolve) => {
          end = resolve
        })
        running.set(key(run), { ended, end })
      },
      onRunEnd(run) {
        running.get(key(run))?.end()
        running.delete(key(run))
      },
    },
    async ended() {
      await Promise.all(Array.from(running.values(), ({ ended }) => ended))
    },
  }
}
