import { LLMock } from '@copilotkit/aimock'
import { onTestFinished, vi } from 'vitest'

/** The API key of this process, in `OPENAI_API_KEY`. */
const KEY = 'sk-of-the-process'

/**
 * Starts a mock of OpenAI and points the OpenAI clients of this process to it. It accepts requests with the key, answers
 * "hello" with "Hello", and transcribes every recording as "Hello". Returns a function that counts the requests so far.
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
