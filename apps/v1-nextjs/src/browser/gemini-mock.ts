import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A part of an answer of Gemini. */
export type GeminiPart = { text: string } | { functionCall: { name: string; args: object } }

/** What the mock is asked, as far as tests look at it. */
export interface GeminiRequest {
  /** The text of the last message of the user. */
  readonly question: string
  /** The result of the tool that was called last, if nothing was said since. */
  readonly result: string | undefined
  /** The names of the tools that the model may call. */
  readonly tools: readonly string[]
  /** The whole body as JSON. */
  readonly text: string
}

/** A mock of Gemini on a local port. */
export interface GeminiMock {
  readonly url: string
  readonly requests: readonly GeminiRequest[]
  close(): void
}

interface Content {
  role: string
  parts: { text?: string; functionResponse?: { response: unknown } }[]
}

interface Body {
  contents: Content[]
  tools?: { functionDeclarations?: { name: string }[] }[]
}

/** Starts a mock that answers every call of the model with what a function says. */
export async function startGeminiMock(answer: (request: GeminiRequest) => GeminiPart): Promise<GeminiMock> {
  const requests: GeminiRequest[] = []
  const server = createServer(async (incoming, response) => {
    let text = ''
    for await (const chunk of incoming) text += chunk
    const request = read(text)
    requests.push(request)
    const content = { role: 'model', parts: [answer(request)] }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(`data: ${JSON.stringify({ candidates: [{ content, finishReason: 'STOP', index: 0 }] })}\n\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function read(text: string): GeminiRequest {
  const { contents, tools = [] }: Body = JSON.parse(text)
  const parts = contents.flatMap(({ role, parts: own }) => own.map((part) => ({ role, ...part })))
  const question = parts.findLast((part) => part.role === 'user' && part.text !== undefined)?.text ?? ''
  const response = parts.at(-1)?.functionResponse?.response
  return {
    question,
    result: response === undefined ? undefined : JSON.stringify(response),
    tools: tools.flatMap(({ functionDeclarations = [] }) => functionDeclarations.map(({ name }) => name)),
    text,
  }
}
