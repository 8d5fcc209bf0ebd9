import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request that the mock provider received. */
export interface ProviderRequest {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  // biome-ignore lint/suspicious/noExplicitAny: the body of the mocked API
  readonly body: any
  /** Settles when the connection ends, with whether the whole answer had been sent. */
  readonly closed: Promise<boolean>
}

/** A mock provider over real HTTP, for misbehavior that the AI mock library does not offer. */
export interface TestProvider {
  readonly url: string
  readonly requests: ProviderRequest[]
  close(): Promise<void>
}

/** Starts a mock that answers each request with the next function; the last function answers all later requests. */
export async function startProvider(
  ...answers: ((response: ServerResponse, request: ProviderRequest) => void)[]
): Promise<TestProvider> {
  const requests: ProviderRequest[] = []
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const request: ProviderRequest = {
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: JSON.parse(Buffer.concat(chunks).toString() || 'null'),
      closed: new Promise((resolve) => {
        response.on('close', () => resolve(response.writableFinished))
      }),
    }
    const answer = answers[Math.min(requests.length, answers.length - 1)]
    requests.push(request)
    answer?.(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** Begins an answer of Server-Sent Events and writes these; more can follow. */
export function sse(response: ServerResponse, ...events: unknown[]): void {
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of events) {
    response.write(`data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
  }
}

/** A chunk of OpenAI's chat completions. */
export function chatChunk(delta: object, finish: string | null = null, usage?: object): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'test-model',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...(usage && { usage }),
  }
}

/** A whole answer of OpenAI's chat completions that says a text. */
export function chatText(response: ServerResponse, text: string): void {
  sse(
    response,
    chatChunk({ role: 'assistant', content: text }),
    chatChunk({}, 'stop', { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 }),
    '[DONE]',
  )
  response.end()
}

/** A whole answer of OpenAI's chat completions that calls tools. */
export function chatCalls(
  response: ServerResponse,
  ...calls: { id: string; name: string; args: string }[]
): void {
  sse(
    response,
    ...calls.map(({ id, name, args }, index) =>
      chatChunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: args } }] }),
    ),
    chatChunk({}, 'tool_calls', { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 }),
    '[DONE]',
  )
  response.end()
}

/** An answer that is an HTTP error. */
export function failure(status: number, body: unknown, headers: Record<string, string> = {}) {
  return (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(body))
  }
}
