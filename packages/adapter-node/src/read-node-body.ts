import type { Readable } from 'node:stream'
import type { NodeRequest } from './exchange.ts'
import type { NodeBody, NodeBodyOptions } from './node-body.ts'

/** Takes a body chunk by chunk. */
export type TakeChunk = (chunk: Uint8Array<ArrayBuffer>) => void

/** A body that is being read to its end. */
export interface BodyReading extends Pick<NodeBody, 'fail'> {
  /** Rejects with what `fail` was given, and with what the function that takes the chunks throws. */
  readonly done: Promise<void>
}

/** Reads the whole body of a request. */
export function readNodeBody(
  req: NodeRequest,
  take: TakeChunk,
  { idleMs, onFirstRead, onIdle }: NodeBodyOptions,
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
