import { expect, it, onTestFinished } from 'vitest'
import type { ProviderResponder, ReceivedRecording } from '../provider/mock-provider.ts'
import { errorResponse, startMockProvider } from '../provider/mock-provider.ts'
import { describeInBrowser, PATIENT } from './browser-fixture.ts'
import { startVoice } from './voice-process.ts'

async function startProvider(answer: ProviderResponder): Promise<string> {
  const provider = await startMockProvider(answer)
  onTestFinished(() => provider.close())
  return provider.url
}

describeInBrowser('speech input with the built server', (fixture) => {
  it('writes the transcript into the input, from where it is sent to the agent', async () => {
    const window = await fixture.open(await startVoice())
    await window.microphone.waitFor()
    await window.page.getByTestId('listener').getByText('a mock that only measures').waitFor()
    await window.screenshot('welcome')
    await window.speak()
    await expect
      .poll(() => window.box.inputValue(), PATIENT)
      .toMatch(/^The mock provider received \d+ KiB of audio\/webm;codecs=opus$/)
    await window.screenshot('transcribed')
    const received = await window.box.inputValue()
    await window.send()
    await window.page.getByText(`You said: “${received}”`).waitFor()
    await window.screenshot('answered')
  })

  it('appends the next transcript to the input', async () => {
    const words = ['Hello flight deck.', 'Can you hear me?']
    const baseUrl = await startProvider(() => Response.json({ text: words.shift() }))
    const url = await startVoice({ OPENAI_API_KEY: 'not-a-key', OPENAI_BASE_URL: baseUrl })
    const window = await fixture.open(url)
    await window.speak()
    await expect.poll(() => window.box.inputValue(), PATIENT).toBe('Hello flight deck.')
    await window.speak()
    await expect.poll(() => window.box.inputValue(), PATIENT).toBe('Hello flight deck. Can you hear me?')
  })

  it('sends a recording that the newer model rejects to whisper-1, with the same bytes', async () => {
    const received: ReceivedRecording[] = []
    const baseUrl = await startProvider((one) => {
      received.push(one)
      if (one.model === 'whisper-1') return Response.json({ text: 'Hello flight deck' })
      return errorResponse(400, 'Audio file might be corrupted or unsupported', 'file')
    })
    const url = await startVoice({ OPENAI_API_KEY: 'not-a-key', OPENAI_BASE_URL: baseUrl })
    const window = await fixture.open(url)
    await window.speak()
    await expect.poll(() => window.box.inputValue(), PATIENT).toBe('Hello flight deck')
    const [bytes] = await window.sent()
    expect(received).toMatchObject([
      { model: 'gpt-4o-mini-transcribe', bytes },
      { model: 'whisper-1', bytes },
    ])
  })

  it('shows an error message, and can record again', async () => {
    const answers = [
      errorResponse(401, 'Incorrect API key provided: sk-secret'),
      Response.json({ text: 'Hello' }),
    ]
    const baseUrl = await startProvider(() => answers.shift() ?? errorResponse(500, 'no more'))
    const url = await startVoice({ OPENAI_API_KEY: 'not-a-key', OPENAI_BASE_URL: baseUrl })
    const window = await fixture.open(url)
    await window.speak()
    await window.page.getByText('Authentication error').waitFor()
    await window.screenshot('refused')
    expect(await window.page.textContent('body')).not.toContain('sk-secret')
    await window.speak()
    await expect.poll(() => window.box.inputValue(), PATIENT).toBe('Hello')
  })

  it('can use a self-hosted Whisper server', async () => {
    const received: ReceivedRecording[] = []
    const baseUrl = await startProvider((one) => {
      received.push(one)
      return Response.json({ text: ' Hello flight deck.\n Can you hear me?\n' })
    })
    const url = await startVoice({ WHISPER_URL: `${baseUrl}/audio/transcriptions`, WHISPER_MODEL: 'small' })
    const window = await fixture.open(url)
    await window.speak()
    await expect.poll(() => window.box.inputValue(), PATIENT).toBe('Hello flight deck. Can you hear me?')
    const [bytes] = await window.sent()
    expect(received).toMatchObject([{ model: 'small', name: 'recording.webm', bytes }])
  })
})
