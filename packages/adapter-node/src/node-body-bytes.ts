import type { Readable } from 'node:stream'
import type { NodeRequest } from './exchange.ts'
import type { NodeBody, NodeBodyOptions } from './node-body.ts'

/** The bytes of a body. */
export type BodyBytes = Uint8Array<ArrayBuffer>

/** A body that is read whole. */
export interface WholeBody extends Pick<NodeBody, 'fail'> {
  /** Rejects with what `fail` was given, and with a `RangeError` for a body that is too large. */
  readonly bytes: Promise<BodyBytes>
}

/** Reads the whole body of a request, of at most `maxBodyBytes` bytes. */
export function readNodeBody(
  req: NodeRequest,
  maxBodyBytes: number,
  { idleMs, onFirstRead, onIdle }: NodeBodyOptions,
): WholeBody {
  const source: Readable = req
  const chunks: Uint8Array[] = []
  let size = 0
  let over = false
  let settle: { resolve(bytes: BodyBytes): void; reject(reason: unknown): void }
  const bytes = new Promise<BodyBytes>((resolve, reject) => {
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
  const onData = (chunk: Uint8Array): void => {
    size += chunk.byteLength
    if (size > maxBodyBytes) return fail(new RangeError(`The body is larger than ${maxBodyBytes} bytes`))
    chunks.push(chunk)
    timer?.refresh()
  }
  const onEnd = (): void => {
    finish()
    settle.resolve(Buffer.concat(chunks, size))
  }
  const timer = idleMs > 0 ? setTimeout(onIdle, idleMs) : undefined
  source.on('data', onData).on('end', onEnd)
  onFirstRead()
  return { bytes, fail }
}
