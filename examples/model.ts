import { LLMock } from '@copilotkit/aimock'
import { onTestFinished, vi } from 'vitest'

/** The key that this process has in `OPENAI_API_KEY`. */
const KEY = 'sk-of-the-process'

/**
 * Starts an imitation of OpenAI that greets whoever says hello and has the key, hears “Hello” in every recording, and leads
 * the clients of OpenAI in this process to it. Gives how often it was called so far.
 */
export async function startModel(key: string = KEY): Promise<() => number> {
  const mock = new LLMock({ port: 0, logLevel: 'silent', auth: { apiKeys: [key] } })
  mock.onMessage('hello', { content: 'Hello' })
  mock.onTranscription({ transcription: { text: 'Hello' } })
  await mock.start()
  vi.stubEnv('OPENAI_BASE_URL', `${mock.url}/v1`)
  vi.stubEnv('OPENAI_API_KEY', KEY)
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await mock.stop()
  })
  return () => mock.getRequests().length
}
