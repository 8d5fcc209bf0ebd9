import { expect, it, vi } from 'vitest'
import { type PromptPart, partsOf } from '../prompt/prompt-types.ts'
import { withDownloads } from './download-files.ts'

const BYTES = new Uint8Array([1, 2, 3])

// The downloads of the AI SDK refuse addresses of the machine itself, so that no server can be asked here.
vi.mock('ai', async (original) => ({
  ...(await original<typeof import('ai')>()),
  createDownload:
    () =>
    async ({ url }: { url: URL }) => {
      if (url.pathname === '/gone.png') throw new Error('404')
      return { data: BYTES, mediaType: 'image/png' }
    },
}))

const png = new URL('https://files.example/a.png')
const gone = new URL('https://files.example/gone.png')

async function downloaded(part: object, specification = 'v3'): Promise<PromptPart | undefined> {
  const prompt = [{ role: 'user', content: [part as PromptPart] }]
  const supported = { 'application/pdf': [/^https:/] }
  const [message] = await withDownloads(prompt, supported, { specification, signal: undefined })
  return message === undefined ? undefined : partsOf(message)[0]
}

it('a file that the model does not fetch is downloaded, with the type that the server says', async () => {
  expect(await downloaded({ type: 'file', data: png, mediaType: 'image/*' })).toEqual({
    type: 'file',
    data: BYTES,
    mediaType: 'image/png',
  })
  expect(
    await downloaded({ type: 'file', data: { type: 'url', url: png }, mediaType: 'image' }, 'v4'),
  ).toEqual({
    type: 'file',
    data: { type: 'data', data: BYTES },
    mediaType: 'image/png',
  })
})

it.each([
  ['cannot be had', { type: 'file', data: gone, mediaType: 'image/*' }],
  ['the model fetches', { type: 'file', data: png, mediaType: 'application/pdf' }],
  ['is here', { type: 'file', data: 'AAAA', mediaType: 'image/png' }],
  ['is at another kind of address', { type: 'file', data: new URL('gs://a/b.png'), mediaType: 'image/*' }],
  ['is a text', { type: 'text', text: 'a' }],
])('a part that %s stays as it is', async (_what, part) => {
  expect(await downloaded(part)).toBe(part)
})

it('an abort ends the download', async () => {
  const prompt = [{ role: 'user', content: [{ type: 'file', data: png, mediaType: 'image/*' }] }]
  const signal = AbortSignal.abort(new Error('stopped'))
  await expect(withDownloads(prompt, {}, { specification: 'v3', signal })).rejects.toThrow('stopped')
})
