import { clampTimerMs } from '../abort/clamp-timer.ts'

/**
 * Does something that may take so many milliseconds. Its signal aborts when the outer one does, or when the time is up; then
 * the promise rejects, whether or not the work heeds its signal.
 */
export async function withTimeout<Result>(
  timeoutMs: number | undefined,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  if (timeoutMs === undefined) return work(outer ?? new AbortController().signal)
  const controller = new AbortController()
  const onAbort = (): void => controller.abort(outer?.reason)
  if (outer?.aborted) onAbort()
  outer?.addEventListener('abort', onAbort, { once: true })
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`The tool did not answer within ${timeoutMs} ms`)
      controller.abort(error)
      reject(error)
    }, clampTimerMs(timeoutMs))
  })
  try {
    return await Promise.race([work(controller.signal), late])
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', onAbort)
  }
}
