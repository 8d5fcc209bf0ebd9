import type { ServerResponse } from 'node:http'
import { afterEach, expect, it, vi } from 'vitest'
import { startMcpServer } from '../../test/mcp-server.ts'
import { startProvider } from '../../test/provider-mock.ts'

afterEach(() => {
  vi.doUnmock('ai')
  vi.resetModules()
})

const versions = [
  { version: 6, ai: () => import('ai'), anthropic: () => import('@ai-sdk/anthropic') },
  { version: 7, ai: () => import('ai-7'), anthropic: () => import('ai-sdk-anthropic-7') },
] as const

/** Answers as Anthropic does, whole and not streamed. */
function answer(response: ServerResponse, stop_reason: string, ...content: object[]): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  const usage = { input_tokens: 1, output_tokens: 1 }
  const message = { type: 'message', id: 'm', model: 'test', role: 'assistant', stop_sequence: null }
  response.end(JSON.stringify({ ...message, stop_reason, content, usage }))
}

it.each(versions)('an image of a tool reaches the model as one with AI SDK $version', async (sdk) => {
  const { generateText, stepCountIs } = (await sdk.ai()) as typeof import('ai')
  const { createAnthropic } = (await sdk.anthropic()) as typeof import('@ai-sdk/anthropic')
  vi.doMock('ai', sdk.ai)
  const { openMcpTools } = await import('./index.ts')
  const image = { type: 'image' as const, data: 'AAAA', mimeType: 'image/png' }
  const content = [{ type: 'text' as const, text: 'a cat' }, image]
  const server = await startMcpServer({ tools: { draw: { run: () => ({ content }) } } })
  const provider = await startProvider(
    (response) => answer(response, 'tool_use', { type: 'tool_use', id: 'call', name: 'draw', input: {} }),
    (response) => answer(response, 'end_turn', { type: 'text', text: 'Nice.' }),
  )
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { tools, close } = await openMcpTools({ mcpServers: [{ type: 'http', url: server.url }] })
  try {
    const { text } = await generateText({
      model: createAnthropic({ apiKey: 'key', baseURL: provider.url })('claude-sonnet-4-5'),
      prompt: 'Draw a cat',
      tools,
      stopWhen: stepCountIs(3),
    })
    expect(text).toBe('Nice.')
    const [result] = provider.requests[1]?.body.messages.at(-1).content ?? []
    expect(result).toMatchObject({
      type: 'tool_result',
      content: [
        { type: 'text', text: 'a cat' },
        { type: 'image', source: { type: 'base64', data: 'AAAA', media_type: 'image/png' } },
      ],
    })
    expect(warned).not.toHaveBeenCalled()
  } finally {
    warned.mockRestore()
    await close()
    await Promise.all([server.kill(), provider.close()])
  }
})
