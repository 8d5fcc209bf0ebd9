import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { properties } from '../../test/properties.ts'
import { MultipartError, MultipartParser } from './multipart.ts'
import type { PartHeaders } from './part-headers.ts'

interface Part {
  headers: PartHeaders
  bytes: Uint8Array<ArrayBuffer>
}

const encoder = new TextEncoder()

function parse(boundary: string, chunks: readonly Uint8Array<ArrayBuffer>[]): Part[] {
  const parts: { headers: PartHeaders; pieces: Uint8Array[] }[] = []
  const parser = new MultipartParser(boundary, (headers) => {
    const pieces: Uint8Array[] = []
    parts.push({ headers, pieces })
    return (piece) => void pieces.push(piece)
  })
  for (const chunk of chunks) parser.write(chunk)
  parser.end()
  return parts.map(({ headers, pieces }) => ({
    headers,
    bytes: new Uint8Array(pieces.flatMap((piece) => [...piece])),
  }))
}

function cut(bytes: Uint8Array<ArrayBuffer>, sizes: readonly number[]): Uint8Array<ArrayBuffer>[] {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let at = 0
  for (let turn = 0; at < bytes.byteLength; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    chunks.push(bytes.slice(at, at + size))
    at += size
  }
  return chunks
}

async function written(form: FormData): Promise<{ boundary: string; bytes: Uint8Array<ArrayBuffer> }> {
  const response = new Response(form)
  const [, boundary = ''] = /boundary=(.+)$/.exec(response.headers.get('content-type') ?? '') ?? []
  return { boundary, bytes: new Uint8Array(await response.arrayBuffer()) }
}

describe('a form', () => {
  test('is parsed to the same parts, however it is split into chunks', async () => {
    // Line breaks and dashes are hard for a parser.
    const byte = fc.oneof(fc.constantFrom(13, 10, 45), fc.integer({ min: 0, max: 255 }))
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(fc.array(byte, { maxLength: 300 }), sizes, async (content, chunkSizes) => {
        const form = new FormData()
        form.append('note', 'a\r\n--b')
        form.append('audio', new File([new Uint8Array(content)], 'a.webm', { type: 'audio/webm' }))
        const { boundary, bytes } = await written(form)
        expect(parse(boundary, cut(bytes, chunkSizes))).toEqual([
          { headers: { name: 'note', filename: undefined, type: '' }, bytes: encoder.encode('a\r\n--b') },
          {
            headers: { name: 'audio', filename: 'a.webm', type: 'audio/webm' },
            bytes: new Uint8Array(content),
          },
        ])
      }),
      properties,
    )
  })

  test('may have a preamble, an epilogue, and spaces after its boundaries', () => {
    const text =
      'ignored\r\n--b  \t\r\nContent-Disposition: form-data; name=audio; filename=a\r\n\r\nx\r\n--b--\r\nignored'
    expect(parse('b', [encoder.encode(text)])).toEqual([
      { headers: { name: 'audio', filename: 'a', type: '' }, bytes: encoder.encode('x') },
    ])
  })

  test.each(['--bc', '--b.', '--b-x', '--b \tx', '--b\rx', '--b\n', '--b  --'])(
    'keeps %j at the beginning of a line: it is not a boundary',
    (line) => {
      const content = `a\r\n${line}\r\n${line}`
      const text = `${line}\r\n--b\r\nContent-Disposition: form-data; name=note\r\n\r\n${content}\r\n--b--`
      const expected = [
        {
          headers: { name: 'note', filename: undefined, type: '' },
          bytes: encoder.encode(content),
        },
      ]
      for (let size = 1; size <= text.length; size++) {
        expect(parse('b', cut(encoder.encode(text), [size]))).toEqual(expected)
      }
    },
  )

  test.each([
    ['nothing', ''],
    ['no boundary', 'hello'],
    ['another boundary', '--c\r\n\r\nx\r\n--c--\r\n'],
    ['an end within the headers', '--b\r\nContent-Disposition: form-data'],
    ['an end within the content', '--b\r\n\r\nabc'],
    ['an end within the last boundary', '--b\r\n\r\nabc\r\n--b'],
    ['half of the last dashes', '--b\r\n\r\nabc\r\n--b-'],
    ['endless headers', `--b\r\nX: ${'x'.repeat(20_000)}`],
    ['endless space after a boundary', `--b${' '.repeat(20_000)}`],
    ['too many parts', '--b\r\n\r\nx\r\n'.repeat(101)],
  ])('with %s is refused', (_, text) => {
    expect(() => parse('b', [encoder.encode(text)])).toThrow(MultipartError)
    expect(() => parse('b', cut(encoder.encode(text), [1]))).toThrow(MultipartError)
  })
})
