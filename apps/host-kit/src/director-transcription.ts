import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { ServerOptions } from '@flightdeck/testkit/conformance'
import type { RecordingMessage, TranscriptLine } from './relay-messages.ts'

/** Passes a recording that a host received to the transcription service of a test, and responds with its result. */
export async function transcribe(
  service: NonNullable<ServerOptions['transcriptionService']>,
  request: IncomingMessage,
  response: ServerResponse,
  calls: Map<string, AbortController>,
): Promise<void> {
  const query = request.url?.slice('/transcribe?'.length) ?? ''
  const { key, asStream, name, type, mimeType, size } = JSON.parse(
    decodeURIComponent(query),
  ) as RecordingMessage
  const abort = new AbortController()
  calls.set(key, abort)
  response.once('close', () => abort.abort())
  const say = (line: TranscriptLine): void => void response.write(`${JSON.stringify(line)}\n`)
  const bytes = new Uint8Array(await buffer(request))
  const given = { audioFile: new File([bytes], name, { type }), mimeType, size, signal: abort.signal }
  response.flushHeaders()
  try {
    if (!asStream) say({ piece: await service.transcribeFile(given) })
    else for await (const piece of service.transcribeFileStream?.(given) ?? []) say({ piece })
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    say({ threw: { ...(thrown as object) }, message })
  }
  response.end()
}
