import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Message } from '@ag-ui/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AI_SDK_VERSION } from '../../test/ai-sdk-version.ts'
import { type TestApi, testApis } from '../../test/model-apis.ts'
import { failure, startProvider } from '../../test/provider-mock.ts'
import { inputOf, runToEnd, user } from '../../test/run-agent.ts'
import { twoTurns } from '../../test/two-turns.ts'
import { BuiltInAgent } from '../agent/built-in-agent.ts'
import { defineTool } from '../config/tool-definition.ts'
import { resolveModel } from '../model/resolve-model.ts'

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const bytes = (size: number): string => Buffer.alloc(size, 7).toString('base64')
const utf8 = (text: string): string => Buffer.from(text).toString('base64')

type Part = Exclude<Extract<Message, { role: 'user' }>['content'], string>[number]
type Kind = Exclude<Part['type'], 'text'>

const part = (type: Kind, source: object, filename?: string): Part =>
  ({ type, source, ...(filename && { metadata: { filename } }) }) as Part
const data = (type: Kind, mimeType: string, value: string, filename?: string): Part =>
  part(type, { type: 'data', value, mimeType }, filename)

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const [CHAT = '', RESPONSES = '', ANTHROPIC = '', GEMINI = ''] = testApis.map(({ name }) => name)
const ALL = [CHAT, RESPONSES, ANTHROPIC, GEMINI]

let files: { url: string; close(): void }

beforeAll(async () => {
  const server = createServer((_request, response) => response.writeHead(404).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  files = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
})

afterAll(() => files.close())

interface Attachment {
  readonly part: () => Part
  /** What the APIs that read the file are sent of it, and the names of these APIs. */
  readonly readBy?: readonly string[]
  readonly sent?: string
  /** What all other APIs are told instead. */
  readonly told: string
}

const attachments: Record<string, Attachment> = {
  docx: {
    part: () => data('document', DOCX, bytes(24_000), 'report.docx'),
    told: '[document: report.docx, 24 kB, not readable by this model]',
  },
  zip: {
    part: () => data('document', 'application/zip', bytes(300)),
    told: '[document: 300 bytes, not readable by this model]',
  },
  csv: { part: () => data('document', 'text/csv', utf8('a,b')), told: 'a,b' },
  json: {
    part: () => data('document', 'application/json', utf8('{"a":1}'), 'a.json'),
    told: '[document: a.json]\\n{\\"a\\":1}',
  },
  txt: { part: () => data('document', 'text/plain', utf8('plain words')), told: 'plain words' },
  svg: { part: () => data('image', 'image/svg+xml', utf8('<svg/>')), told: '<svg/>' },
  'text that is not UTF-8': {
    part: () => data('document', 'text/plain', Buffer.from([0xff, 0xfe]).toString('base64'), 'a.txt'),
    told: '[document: a.txt, 2 bytes, not readable by this model]',
  },
  png: { part: () => data('image', 'image/png', PIXEL), readBy: ALL, sent: PIXEL, told: '' },
  tiff: {
    part: () => data('image', 'image/tiff', bytes(900)),
    told: '[image: 900 bytes, not readable by this model]',
  },
  pdf: {
    part: () => data('document', 'application/pdf', bytes(900)),
    readBy: ALL,
    sent: bytes(900),
    told: '',
  },
  mp4: {
    part: () => data('video', 'video/mp4', bytes(2_500_000), 'a.mp4'),
    readBy: [GEMINI],
    sent: bytes(2_500_000),
    told: '[video: a.mp4, 2.5 MB, not readable by this model]',
  },
  webm: {
    part: () => data('video', 'video/webm', bytes(900)),
    readBy: [GEMINI],
    sent: bytes(900),
    told: '[video: 900 bytes, not readable by this model]',
  },
  mp3: {
    part: () => data('audio', 'audio/mpeg', bytes(900)),
    readBy: [CHAT, GEMINI],
    sent: bytes(900),
    told: '[audio: 900 bytes, not readable by this model]',
  },
  ogg: {
    part: () => data('audio', 'audio/ogg', bytes(900)),
    readBy: [GEMINI],
    sent: bytes(900),
    told: '[audio: 900 bytes, not readable by this model]',
  },
  'a PDF at an address that cannot be fetched': {
    part: () => part('document', { type: 'url', value: `${files.url}/a.pdf`, mimeType: 'application/pdf' }),
    readBy: [],
    told: '/a.pdf, not readable by this model]',
  },
  'an image at an address that cannot be fetched': {
    part: () => part('image', { type: 'url', value: `${files.url}/a.png` }),
    readBy: [],
    told: '/a.png, not readable by this model]',
  },
  'data that is not base64': {
    part: () => data('image', 'image/png', 'no base64!'),
    told: '[image: no base64!, not readable by this model]',
  },
  'a data URL': {
    part: () => data('image', 'image/png', `data:image/png;base64,${PIXEL}`),
    readBy: ALL,
    sent: PIXEL,
    told: '',
  },
  'the id of a file': {
    part: () => part('document', { type: 'file', value: 'file-123', mimeType: 'application/pdf' }),
    readBy: [RESPONSES],
    sent: '"file_id":"file-123"',
    told: '[document: file-123, not readable by this model]',
  },
  'the id of an image': {
    part: () => part('image', { type: 'file', value: 'file-123' }),
    readBy: [RESPONSES],
    sent: '"file_id":"file-123"',
    told: '[image: file-123, not readable by this model]',
  },
  'the id of a file of Anthropic': {
    part: () => part('document', { type: 'file', value: 'file_123', mimeType: 'application/pdf' }),
    // Version 6 of the AI SDK has no reference to a file of Anthropic.
    readBy: AI_SDK_VERSION === 6 ? [] : [ANTHROPIC],
    sent: '"file_id":"file_123"',
    told: '[document: file_123, not readable by this model]',
  },
  'a file that Gemini keeps': {
    part: () => part('document', { type: 'file', value: 'files/abc', mimeType: 'application/pdf' }),
    readBy: [GEMINI],
    sent: '"fileUri":"https://generativelanguage.googleapis.com/v1beta/files/abc"',
    told: 'files/abc, not readable by this model]',
  },
}

/** Anthropic and OpenAI fetch what has an address by themselves, and refuse the request if they cannot. */
function refusingAddresses(api: TestApi): NonNullable<Parameters<typeof startProvider>[0]> {
  return (response, { body }) => {
    if (JSON.stringify(body).includes(`"${files.url}`))
      failure(400, api.failure(400, 'cannot download'))(response)
    else api.text(response, 'Done.')
  }
}

describe.each(testApis)('over $name', (api) => {
  it.each(Object.entries(attachments))('%s is sent as the model can take it', async (_name, attachment) => {
    const { first, next, firstRequests, nextRequests } = await twoTurns(api, {
      input: { messages: [user([{ type: 'text', text: 'Look:' }, attachment.part()])] },
      answers: [
        refusingAddresses(api),
        refusingAddresses(api),
        refusingAddresses(api),
        refusingAddresses(api),
      ],
    })
    expect([first.error, next.error]).toEqual([undefined, undefined])
    const { readBy = [], sent, told } = attachment
    for (const request of [firstRequests.at(-1), nextRequests.at(-1)]) {
      const body = JSON.stringify(request?.body)
      expect(body).toContain(readBy.includes(api.name) ? sent : told)
    }
  })

  it('a file among the content that a tool returned does not fail the next turn', async () => {
    const content = [data('document', DOCX, bytes(24_000), 'report.docx'), data('image', 'image/png', PIXEL)]
    const read = defineTool({ name: 'read', description: 'Reads', parameters: {}, execute: () => content })
    const { first, next } = await twoTurns(api, {
      config: { tools: [read] },
      answers: [(response) => api.call(response, { id: 'c1', name: 'read', args: '{}' })],
    })
    expect([first.error, next.error]).toEqual([undefined, undefined])
  })
})

it('a file that a tool returned is no text for a model object over chat completions', async () => {
  const [chat = expect.fail()] = testApis
  const provider = await startProvider(
    (response) => chat.call(response, { id: 'c1', name: 'read', args: '{}' }),
    (response) => chat.text(response, 'Fine.'),
  )
  const content = [data('image', 'image/png', PIXEL), { type: 'text', text: 'A cat' }]
  const read = defineTool({ name: 'read', description: 'Reads', parameters: {}, execute: () => content })
  const model = resolveModel('openai-compatible/any', { baseURL: provider.url })
  const { error } = await runToEnd(
    new BuiltInAgent({ model, tools: [read] }),
    inputOf({ messages: [user('hi')] }),
  )
  await provider.close()
  expect(error).toBeUndefined()
  expect(provider.requests[1]?.body.messages.at(-1)).toMatchObject({
    role: 'tool',
    content: '[image: 70 bytes, not readable by this model]\nA cat',
  })
})

describe('a request with files that the provider refuses', () => {
  const image = user([{ type: 'text', text: 'Look:' }, data('image', 'image/png', PIXEL)])
  const [chat = expect.fail()] = testApis
  const run = async (...answers: Parameters<typeof startProvider>) => {
    const provider = await startProvider(...answers)
    const agent = new BuiltInAgent({ model: chat.model, baseURL: provider.url, maxRetries: 0 })
    const result = await runToEnd(agent, inputOf({ messages: [image, user('hello')] }))
    await provider.close()
    return { ...result, requests: provider.requests }
  }

  it('is sent again with the files in words', async () => {
    const { error, requests } = await run(failure(400, {}), (response) => chat.text(response, 'Fine.'))
    expect(error).toBeUndefined()
    expect(requests).toHaveLength(2)
    expect(JSON.stringify(requests[1]?.body)).toContain('[image: 70 bytes, not readable by this model]')
  })

  it.each([403, 404])('is sent again if the provider no longer has a file: %i', async (status) => {
    const gemini = testApis.find(({ name }) => name === GEMINI) ?? expect.fail()
    const answer: NonNullable<Parameters<typeof startProvider>[0]> = (response, { body }) => {
      if (JSON.stringify(body).includes('"fileData"')) failure(status, {})(response)
      else gemini.text(response, 'Fine.')
    }
    const gone = part('document', { type: 'file', value: 'files/abc', mimeType: 'application/pdf' })
    const { first, next } = await twoTurns(gemini, {
      input: { messages: [user([gone]), user('hello')] },
      answers: Array.from({ length: 9 }, () => answer),
    })
    expect([first.error, next.error]).toEqual([undefined, undefined])
  })

  it('is sent again if it is too large', async () => {
    const { error, requests } = await run(failure(413, {}), (response) => chat.text(response, 'Fine.'))
    expect([error, requests.length]).toEqual([undefined, 2])
  })

  it('has texts in words too if these are too much', async () => {
    const isTooLong = (body: object): boolean => JSON.stringify(body).length > 5000
    const provider = await startProvider((response, { body }) => {
      if (isTooLong(body)) failure(400, { error: { code: 'context_length_exceeded' } })(response)
      else chat.text(response, 'Fine.')
    })
    const agent = new BuiltInAgent({ model: chat.model, baseURL: provider.url, maxRetries: 0 })
    const long = user([data('document', 'text/csv', utf8('a,b\n'.repeat(5000)), 'long.csv')])
    const { error } = await runToEnd(agent, inputOf({ messages: [long, user('hello')] }))
    await provider.close()
    expect(error).toBeUndefined()
    expect(JSON.stringify(provider.requests.at(-1)?.body)).toContain(
      '[document: long.csv, 20 kB, not readable by this model]',
    )
  })

  it('fails with the first error if it is refused again', async () => {
    const { error, requests } = await run(
      failure(400, { error: { code: 'content_filter' } }),
      failure(400, {}),
    )
    expect(error).toMatchObject({ code: 'content_refused' })
    expect(requests).toHaveLength(2)
  })

  it('is not sent again for another failure', async () => {
    const { error, requests } = await run(failure(401, {}))
    expect(error).toMatchObject({ code: 'auth_failed' })
    expect(requests).toHaveLength(1)
  })
})
