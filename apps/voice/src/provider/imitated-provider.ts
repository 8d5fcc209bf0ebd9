import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createCopilotNodeHandler } from '@flightdeck/adapter-node'

/** A recording as it reached the provider. */
export interface HeardRecording {
  name: string
  type: string
  bytes: Uint8Array<ArrayBuffer>
  model: string
}

/** A server on this machine that speaks OpenAI's API for transcriptions, and hears nothing. */
export interface ImitatedProvider {
  /** For the `baseURL` of an OpenAI client. */
  url: string
  close(): void
}

/** What the provider says to a recording. The signal is aborted when nobody waits for it any more. */
export type ProviderAnswer = (heard: HeardRecording, signal: AbortSignal) => Response | Promise<Response>

/** Starts a provider that gives the answers it is told to give. */
export async function startImitatedProvider(answer: ProviderAnswer): Promise<ImitatedProvider> {
  const server = createServer(
    createCopilotNodeHandler(async (request) => {
      const { pathname } = new URL(request.url)
      if (request.method !== 'POST' || pathname !== '/v1/audio/transcriptions') {
        return toRefusal(404, 'There are transcriptions here, and nothing else')
      }
      const form = await request.formData()
      const file = form.get('file')
      if (!(file instanceof File)) return toRefusal(400, 'There is no file in the form', 'file')
      const bytes = new Uint8Array(await file.arrayBuffer())
      return answer(
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

/** What the provider says where nobody listens: how much it was sent, and of what. */
export function describeRecording({ bytes, type }: HeardRecording): Response {
  const size = `${Math.ceil(bytes.byteLength / 1024)} KiB`
  return Response.json({ text: `The imitated provider was sent ${size} of ${type}` })
}

/** An error as OpenAI words it. */
export function toRefusal(status: number, message: string, param: string | null = null): Response {
  const error = { message, type: 'invalid_request_error', param, code: null }
  return Response.json({ error }, { status })
}
