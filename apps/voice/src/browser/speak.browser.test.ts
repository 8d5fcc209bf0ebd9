import { expect, it, onTestFinished } from 'vitest'
import type { HeardRecording, ProviderAnswer } from '../provider/imitated-provider.ts'
import { startImitatedProvider, toRefusal } from '../provider/imitated-provider.ts'
import { describeInBrowser, PATIENT } from './browser-fixture.ts'
import { startVoice } from './voice-process.ts'

async function startProvider(answer: ProviderAnswer): Promise<string> {
  const provider = await startImitatedProvider(answer)
  onTestFinished(() => provider.close())
  return provider.url
}

describeInBrowser('speaking to the built server', (fixture) => {
  it('puts what was said into the box, from where it goes to the agent', async () => {
    const window = await fixture.open(await startVoice())
    await window.microphone.waitFor()
    await window.screenshot('welcome')
    await window.speak()
    await expect
      .poll(() => window.box.inputValue(), PATIENT)
      .toMatch(/^The imitated provider was sent \d+ KiB of audio\/webm;codecs=opus$/)
    await window.screenshot('heard')
    const heard = await window.box.inputValue()
    await window.send()
    await window.page.getByText(`You said: “${heard}”`).waitFor()
    await window.screenshot('answered')
  })

  it('adds what is said next to what is in the box', async () => {
    const words = ['Hello flight deck.', 'Can you hear me?']
    const baseUrl = await startProvider(() => Response.json({ text: words.shift() }))
    const url = await startVoice({ OPENAI_API_KEY: 'not-a-key', OPENAI_BASE_URL: baseUrl })
    const window = await fixture.open(url)
    await window.speak()
    await expect.poll(() => window.box.inputValue(), PATIENT).toBe('Hello flight deck.')
    await window.speak()
    await expect.poll(() => window.box.inputValue(), PATIENT).toBe('Hello flight deck. Can you hear me?')
  })

  it('has a recording that the newer model refuses heard by whisper-1, untouched', async () => {
    const heard: HeardRecording[] = []
    const baseUrl = await startProvider((one) => {
      heard.push(one)
      if (one.model === 'whisper-1') return Response.json({ text: 'Hello flight deck' })
      return toRefusal(400, 'Audio file might be corrupted or unsupported', 'file')
    })
    const url = await startVoice({ OPENAI_API_KEY: 'not-a-key', OPENAI_BASE_URL: baseUrl })
    const window = await fixture.open(url)
    await window.speak()
    await expect.poll(() => window.box.inputValue(), PATIENT).toBe('Hello flight deck')
    const [bytes] = await window.sent()
    expect(heard).toMatchObject([
      { model: 'gpt-4o-mini-transcribe', bytes },
      { model: 'whisper-1', bytes },
    ])
  })

  it('says what went wrong in words for people, and can be spoken to again', async () => {
    const answers = [
      toRefusal(401, 'Incorrect API key provided: sk-secret'),
      Response.json({ text: 'Hello' }),
    ]
    const baseUrl = await startProvider(() => answers.shift() ?? toRefusal(500, 'no more'))
    const url = await startVoice({ OPENAI_API_KEY: 'not-a-key', OPENAI_BASE_URL: baseUrl })
    const window = await fixture.open(url)
    await window.speak()
    await window.page.getByText('Authentication error').waitFor()
    await window.screenshot('refused')
    expect(await window.page.textContent('body')).not.toContain('sk-secret')
    await window.speak()
    await expect.poll(() => window.box.inputValue(), PATIENT).toBe('Hello')
  })

  it('reaches a Whisper server of your own', async () => {
    const heard: HeardRecording[] = []
    const baseUrl = await startProvider((one) => {
      heard.push(one)
      return Response.json({ text: ' Hello flight deck.\n Can you hear me?\n' })
    })
    const url = await startVoice({ WHISPER_URL: `${baseUrl}/audio/transcriptions`, WHISPER_MODEL: 'small' })
    const window = await fixture.open(url)
    await window.speak()
    await expect.poll(() => window.box.inputValue(), PATIENT).toBe('Hello flight deck. Can you hear me?')
    const [bytes] = await window.sent()
    expect(heard).toMatchObject([{ model: 'small', name: 'recording.webm', bytes }])
  })
})
