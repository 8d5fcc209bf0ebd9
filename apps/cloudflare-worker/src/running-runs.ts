import type { CopilotRuntimeOptions } from '@flightdeck/runtime/v2'

type RunObserver = NonNullable<CopilotRuntimeOptions['observer']>

/** Knows whether runs last, for `ctx.waitUntil`. */
export interface RunningRuns {
  /** For the option `observer` of the runtime. */
  readonly observer: RunObserver
  /** Resolves when the runs that last now have ended. */
  ended(): Promise<void>
}

/** A Worker drops what a request began as soon as its client leaves, unless it was asked to wait for it. */
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
