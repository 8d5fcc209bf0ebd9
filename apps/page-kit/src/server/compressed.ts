import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

type Bytes = Buffer<ArrayBuffer>

/** Smaller files gain nothing. */
const MIN_BYTES = 1024
const TEXT = /^text\/|javascript|json|svg|wasm/

/** High qualities of brotli need seconds for a large file. */
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }

const encoders = {
  br: (body: Bytes) => promisify(brotliCompress)(body, QUALITY),
  gzip: (body: Bytes) => promisify(gzip)(body),
}

type Encoding = keyof typeof encoders

/** The compressed form of each file, made when it is first asked for. */
const cache = new WeakMap<Bytes, Map<Encoding, Promise<Uint8Array<ArrayBuffer>>>>()

/** A file in the best encoding that the client accepts; unchanged if it accepts none, or if it is small or no text. */
export async function compressed(
  body: Bytes,
  type: string | undefined,
  accepted: string | null,
): Promise<{ body: Uint8Array<ArrayBuffer>; encoding?: Encoding }> {
  const encoding = (['br', 'gzip'] as const).find((one) => accepts(accepted, one))
  if (!encoding || body.length < MIN_BYTES || !TEXT.test(type ?? '')) return { body }
  const forms = cache.get(body) ?? new Map<Encoding, Promise<Uint8Array<ArrayBuffer>>>()
  cache.set(body, forms)
  const form = forms.get(encoding) ?? encoders[encoding](body)
  forms.set(encoding, form)
  return { body: await form, encoding }
}

/** Whether an `accept-encoding` header has an encoding, and does not refuse it with the weight 0. */
function accepts(header: string | null, encoding: Encoding): boolean {
  return (header ?? '')
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .some((part) => part.split(';')[0] === encoding && !/;\s*q=0(\.0*)?$/.test(part))
}
