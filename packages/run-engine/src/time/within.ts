import { timerMs } from './timer-ms.ts'

/** Waits for something, but not for ever. */
export async function within(ms: number, done: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  await Promise.race([done, new Promise((resolve) => (timer = setTimeout(resolve, timerMs(ms))))])
  clearTimeout(timer)
}
