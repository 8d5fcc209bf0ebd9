import OpenAI6, { AzureOpenAI } from 'openai'
import OpenAI5 from 'openai-5'
import OpenAI7 from 'openai-7'
import { describe, expect, it } from 'vitest'
import type { Provider, Responder } from '../test/test-provider.ts'
import { errorResponse, json, startProvider, stream } from '../test/test-provider.ts'
import { audioFile, bytes } from '../test/test-recording.ts'
import { TranscriptionServiceOpenAI } from './index.ts'

type Options = Partial<ConstructorParameters<typeof TranscriptionServiceOpenAI>[0]>

async function serve(options: Options, ...responders: [Responder, ...Responder[]]) {
  const provider = await startProvider(...responders)
  const openai = new OpenAI6({ apiKey: 'key', baseURL: provider.url, maxRetries: 0 })
  return { provider, service: new TranscriptionServiceOpenAI({ openai, ...options }) }
}

async function collect(parts: AsyncIterable<string>): Promise<{ deltas: string[]; whole: unknown }> {
  const iterator = parts[Symbol.asyncIterator]()
  const deltas: string[] = []
  for (;;) {
    const { done, value } = await iterator.next()
    if (done) return { deltas, whole: value }
    deltas.push(value)
  }
}

const models = ({ received }: Provider) => received.map(({ fields }) => fields.model)

describe.each([
  ['5', OpenAI5],
  ['6', OpenAI6],
  ['7', OpenAI7],
])('with version %s of the openai package', (_version, OpenAI) => {
  it('sends the unchanged bytes with their name and type, and returns the text', async () => {
    const provider = await startProvider(json({ text: 'Hello flight deck' }))
    const openai = new OpenAI({ apiKey: 'key', baseURL: provider.url })
    const service = new TranscriptionServiceOpenAI({ openai })
    expect(await service.transcribeFile({ audioFile })).toBe('Hello flight deck')
    expect(provider.received).toEqual([
      {
        path: '/v1/audio/transcriptions',
        authorization: 'Bearer key',
        fields: { model: 'gpt-4o-mini-transcribe', response_format: 'json' },
        name: 'recording.webm',
        type: 'audio/webm;codecs=opus',
        bytes,
      },
    ])
  })

  it('yields the text in parts and returns the complete text', async () => {
    const provider = await startProvider(stream(['Hello', ' flight', ' deck'], 'Hello flight deck.'))
    const openai = new OpenAI({ apiKey: 'key', baseURL: provider.url })
    const parts = new TranscriptionServiceOpenAI({ openai }).transcribeFileStream({ audioFile })
    expect(await collect(parts)).toEqual({
      deltas: ['Hello', ' flight', ' deck'],
      whole: 'Hello flight deck.',
    })
    expect(provider.received).toMatchObject([{ fields: { stream: 'true' }, bytes }])
  })
})

describe('the request', () => {
  it('has a field for every option that is set, and no others', async () => {
    const { provider, service } = await serve(
      {
        model: 'gpt-4o-transcribe-diarize',
        language: 'en',
        prompt: 'Flightdeck',
        temperature: 0,
        requestFields: { chunking_strategy: 'auto', response_format: 'verbose_json' },
      },
      json({ text: '' }),
    )
    expect(await service.transcribeFile({ audioFile })).toBe('')
    expect(provider.received[0]?.fields).toEqual({
      model: 'gpt-4o-transcribe-diarize',
      language: 'en',
      prompt: 'Flightdeck',
      temperature: '0',
      chunking_strategy: 'auto',
      response_format: 'json',
    })
  })

  it('names Ogg files as OpenAI requires, with unchanged bytes', async () => {
    const { provider, service } = await serve({}, json({ text: 'Hello' }))
    const note = new File([bytes], 'PTT-1.opus', { type: 'audio/ogg;codecs=opus' })
    await service.transcribeFile({ audioFile: note })
    expect(provider.received).toMatchObject([{ name: 'PTT-1.ogg', type: 'audio/ogg;codecs=opus', bytes }])
  })

  it('can go to an Azure deployment', async () => {
    const provider = await startProvider(json({ text: 'Hello' }))
    const endpoint = new URL(provider.url).origin
    const openai = new AzureOpenAI({
      apiKey: 'key',
      endpoint,
      deployment: 'ears',
      apiVersion: '2025-03-01-preview',
    })
    expect(await new TranscriptionServiceOpenAI({ openai }).transcribeFile({ audioFile })).toBe('Hello')
    expect(provider.received).toMatchObject([
      { path: '/openai/deployments/ears/audio/transcriptions?api-version=2025-03-01-preview', bytes },
    ])
  })

  it('can go through any client of the right shape', async () => {
    const openai = {
      audio: { transcriptions: { create: async ({ file }: { file: File }) => ({ text: file.name }) } },
    }
    const service = new TranscriptionServiceOpenAI({ openai, model: 'm' })
    expect(await service.transcribeFile({ audioFile })).toBe('recording.webm')
  })
})

describe('a recording that the model rejects', () => {
  const refused = errorResponse(400, { code: 'invalid_value', param: 'file' })

  it('is sent with the same bytes to whisper-1, which reads what browsers record', async () => {
    const { provider, service } = await serve({}, refused, json({ text: 'Hello' }))
    expect(await service.transcribeFile({ audioFile })).toBe('Hello')
    expect(models(provider)).toEqual(['gpt-4o-mini-transcribe', 'whisper-1'])
    expect(provider.received[1]).toMatchObject({ name: 'recording.webm', bytes })
  })

  it('is returned in one part by it if a stream was requested', async () => {
    const { provider, service } = await serve({}, refused, json({ text: 'Hello' }))
    expect((await collect(service.transcribeFileStream({ audioFile }))).deltas).toEqual(['Hello'])
    expect(provider.received[1]?.fields).toEqual({ model: 'whisper-1', response_format: 'json' })
  })

  it.each<[string, Options, string[]]>([
    ['a model of your choice', { model: 'gpt-4o-transcribe' }, ['gpt-4o-transcribe']],
    ['fallbackModel: false', { fallbackModel: false }, ['gpt-4o-mini-transcribe']],
    ['a fallback that rejects it too', { model: 'a', fallbackModel: 'b' }, ['a', 'b']],
  ])('is an error with %s', async (_case, options, asked) => {
    const { provider, service } = await serve(options, refused)
    await expect(service.transcribeFile({ audioFile })).rejects.toMatchObject({
      code: 'invalid_audio_format',
      message: 'The recording could not be read',
      retryable: false,
    })
    expect(models(provider)).toEqual(asked)
  })
})

describe('a client that requests a stream', () => {
  it.each<[string, Options]>([
    ['whisper-1', { model: 'whisper-1' }],
    ['an unknown model', { model: 'Systran/faster-whisper-small' }],
    ['streaming: false', { streaming: false }],
  ])('receives the text in one part with %s', async (_case, options) => {
    const { provider, service } = await serve(options, json({ text: 'Hello' }))
    expect((await collect(service.transcribeFileStream({ audioFile }))).deltas).toEqual(['Hello'])
    expect(provider.received[0]?.fields).not.toHaveProperty('stream')
  })

  it('receives it in parts from another model with streaming: true', async () => {
    const { service } = await serve({ model: 'm', streaming: true }, stream(['Hel', 'lo'], 'Hello'))
    expect((await collect(service.transcribeFileStream({ audioFile }))).deltas).toEqual(['Hel', 'lo'])
  })
})
