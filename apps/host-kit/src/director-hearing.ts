import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { ServerOptions } from '@flightdeck/testkit/conformance'
import type { HearingLine, HearingMessage } from './relay-messages.ts'

/** Lets the transcription service of a test hear what a host was sent, and answers with what it says. */
export async function hear(
  service: NonNullable<ServerOptions['transcriptionService']>,
  request: IncomingMessage,
  response: ServerResponse,
  calls: Map<string, AbortController>,
): Promise<void> {
  const query = request.url?.slice('/hear?'.length) ?? ''
  const { key, asStream, name, type, mimeType, size } = JSON.parse(
    decodeURIComponent(query),
  ) as HearingMessage
  const abort = new AbortController()
  calls.set(key, abort)
  response.once('close', () => abort.abort())
  const say = (line: HearingLine): void => void response.write(`${JSON.stringify(line)}\n`)
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
