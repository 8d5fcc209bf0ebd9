// Tests: `stream-body.test.ts` and `serverConformance` of `@flightdeck/testkit`.
// Covered by to-host-request.test.ts and parsed-audio.test.ts.
import type { Readable } from 'node:stream'
import type { NodeRequest } from '../connection/exchange.ts'
import type { BodyOptions, StreamedBody } from './stream-body.ts'

/** Receives a body chunk by chunk. */
export type TakeChunk = (chunk: Uint8Array<ArrayBuffer>) => void

/** A body that is being read. */
export interface BodyReading extends Pick<StreamedBody, 'fail'> {
  /** Resolves at the end of the body. Rejects with the reason given to `fail`, or with what `take` throws. */
  readonly done: Promise<void>
}

/** Reads the whole body of a request. */
export function readWholeBody(
  req: NodeRequest,
  take: TakeChunk,
  { idleMs, onFirstRead, onIdle }: BodyOptions,
): BodyReading {
  const source: Readable = req
  let over = false
  let settle: { resolve(): void; reject(reason: unknown): void }
  const done = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })

  const finish = (): void => {
    over = true
    clearTimeout(timer)
    source.off('data', onData).off('end', onEnd)
  }
  const fail = (reason: unknown): void => {
    if (over) return
    finish()
    source.pause()
    settle.reject(reason)
  }
  const onData = (chunk: Uint8Array<ArrayBuffer>): void => {
    try {
      take(chunk)
    } catch (reason) {
      return fail(reason)
    }
    timer?.refresh()
  }
  const onEnd = (): void => {
    finish()
    settle.resolve()
  }
  const timer = idleMs > 0 ? setTimeout(onIdle, idleMs) : undefined
  source.on('data', onData).on('end', onEnd)
  onFirstRead()
  return { done, fail }
}
