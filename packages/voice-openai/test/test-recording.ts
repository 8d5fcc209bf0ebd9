import { readFileSync } from 'node:fs'

/** Speech as a browser records it: WebM with Opus, without a duration in its header. */
export const bytes: Uint8Array<ArrayBuffer> = new Uint8Array(
  readFileSync(new URL('../fixtures/no-duration.webm', import.meta.url)),
)

export const audioFile: File = new File([bytes], 'recording.webm', { type: 'audio/webm;codecs=opus' })
