import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createCopilotNodeHandler } from '@flightdeck/adapter-node'

/** A recording that the provider received. */
export interface ReceivedRecording {
  name: string
  type: string
  bytes: Uint8Array<ArrayBuffer>
  model: string
}

/** A local mock of OpenAI's transcription API. */
export interface MockProvider {
  /** For the `baseURL` of an OpenAI client. */
  url: string
  close(): void
}

/** Responds to a recording. The signal is aborted when the client disconnects. */
export type ProviderResponder = (
  recording: ReceivedRecording,
  signal: AbortSignal,
) => Response | Promise<Response>

/** Starts a mock provider with the given responses. */
export async function startMockProvider(respond: ProviderResponder): Promise<MockProvider> {
  const server = createServer(
    createCopilotNodeHandler(async (request) => {
      const { pathname } = new URL(request.url)
      if (request.method !== 'POST' || pathname !== '/v1/audio/transcriptions') {
        return errorResponse(404, 'Only transcriptions are supported')
      }
      const form = await request.formData()
      const file = form.get('file')
      if (!(file instanceof File)) return errorResponse(400, 'The form has no file', 'file')
      const bytes = new Uint8Array(await file.arrayBuffer())
      return respond(
        { name: file.name, type: file.type, bytes, model: String(form.get('model')) },
        request.signal,
      )
    }),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A transcript that describes the recording: its size and type. */
export function describeRecording({ bytes, type }: ReceivedRecording): Response {
  const size = `${Math.ceil(bytes.byteLength / 1024)} KiB`
  return Response.json({ text: `The mock provider received ${size} of ${type}` })
}

/** An error response in OpenAI's format. */
export function errorResponse(status: number, message: string, param: string | null = null): Response {
  const error = { message, type: 'invalid_request_error', param, code: null }
  return Response.json({ error }, { status })
}
