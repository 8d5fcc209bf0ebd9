/** The data recorded by the spy in the page. */
export interface Seen {
  /** Number of chunks returned by recorders. */
  pieces: number
  /** The recordings that the stock client posted, in base64. */
  sent: string[]
}

declare global {
  var seen: Seen
}

/**
 * Runs in the page before its scripts. Observes the chunks of recorders and the requests, and changes neither.
 *
 * @param refusedTypes - types that recorders of this browser report as not supported
 */
export function spyInPage(refusedTypes: readonly string[]): void {
  const seen: Seen = { pieces: 0, sent: [] }
  globalThis.seen = seen

  const { start } = MediaRecorder.prototype
  MediaRecorder.prototype.start = function (timeslice) {
    this.addEventListener('dataavailable', ({ data }) => {
      if (data.size > 0) seen.pieces++
    })
    start.call(this, timeslice)
  }

  const { isTypeSupported } = MediaRecorder
  MediaRecorder.isTypeSupported = (type) =>
    !refusedTypes.some((refused) => type.startsWith(refused)) && isTypeSupported.call(MediaRecorder, type)

  const { fetch } = globalThis
  globalThis.fetch = async (input, init) => {
    const body = init?.body
    if (body instanceof FormData) {
      const audio = body.get('audio')
      if (audio instanceof Blob) seen.sent.push(await toBase64(audio))
    } else if (typeof body === 'string' && body.startsWith('{"method":"transcribe"')) {
      seen.sent.push(JSON.parse(body).body.audio)
    }
    return fetch(input, init)
  }

  async function toBase64(blob: Blob): Promise<string> {
    const bytes = new Uint8Array(await blob.arrayBuffer())
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  }
}
