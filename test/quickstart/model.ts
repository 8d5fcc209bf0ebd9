import { LLMock } from '@copilotkit/aimock'

/** What the mock model says about the weather, after it called the tool of the quickstart. */
export const WEATHER = 'It is sunny in Paris.'

/**
 * Runs something with a mock of OpenAI, and with the variables that point OpenAI's clients to it. Asked about the weather,
 * it calls the tool `weather` if there is one, and then answers.
 */
export async function withModel<T>(run: (env: Readonly<Record<string, string>>) => Promise<T>): Promise<T> {
  const mock = new LLMock({ port: 0, logLevel: 'silent' })
  const call = { name: 'weather', arguments: '{"city":"Paris"}', id: 'call_weather' }
  mock.onToolResult(call.id, { content: WEATHER })
  mock.on({ userMessage: 'weather', toolName: 'weather' }, { toolCalls: [call] })
  mock.onMessage('weather', { content: WEATHER })
  await mock.start()
  try {
    return await run({ OPENAI_BASE_URL: `${mock.url}/v1`, OPENAI_API_KEY: 'sk-mock' })
  } finally {
    await mock.stop()
  }
}
