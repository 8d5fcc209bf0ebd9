import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { formats } from './audio/audio-format.ts'
import { toRecording } from './audio/to-recording.ts'
import { toTranscriptionError } from './errors/to-transcription-error.ts'
import { openTranscript } from './service/transcript.ts'

const page = readFileSync(new URL('../../../docs/reference/transcription.md', import.meta.url), 'utf8')

/** The rows of the first table below a heading, as lists of cells. */
function tableUnder(heading: string): string[][] {
  const below = page.slice(page.search(new RegExp(`\n##+ ${heading}\n`)))
  const [, , ...rows] = /(^\|.*\n)+/m.exec(below)?.[0].trimEnd().split('\n') ?? []
  return rows.map((row) => row.slice(2, -2).split(' | '))
}

/** The texts in backticks. */
function quoted(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text)
}

describe('docs/reference/transcription.md', () => {
  test('lists the formats, their types and their extensions', () => {
    const told = tableUnder('Audio formats').map(([name = '', types, extensions]) => [
      name.toLowerCase(),
      { types: quoted(types), extensions: quoted(extensions) },
    ])
    expect(Object.fromEntries(told)).toEqual(formats)
  })

  test.each(tableUnder('Audio formats'))('states the resulting names of %s', (_, types, extensions) => {
    const [usual = ''] = quoted(types)
    const pieces = [new TextEncoder().encode('?')]
    const sent = (name: string, type: string): readonly [string, string] => {
      const recording = toRecording({ pieces, type, name })
      return [recording.name, recording.type]
    }
    const [first] = quoted(extensions)
    for (const type of quoted(types)) expect(sent('blob', type)).toEqual([`blob.${first}`, type])
    for (const extension of quoted(extensions)) {
      expect(sent(`a.${extension}`, usual)).toEqual([`a.${extension}`, usual])
    }
  })

  /** The errors of each case, by the beginning of its row. */
  const thrown: Readonly<Record<string, (named: readonly string[], text: string) => unknown[]>> = {
    'the `code` of a row above': ([, ...codes]) => codes.map((code) => ({ code })),
    '`status` or `statusCode`': (_, text) => [
      ...withStatuses(text, 'status'),
      ...withStatuses(text, 'statusCode'),
    ],
    '408, 504': (_, text) => withStatuses(text),
    '413': (_, text) => withStatuses(text),
    '415': (_, text) => withStatuses(text),
    '429': (_, text) => withStatuses(text),
    'any other 4xx': () => withStatuses('400 402 404 409 418 422 451 499'),
    'any other 5xx': () => withStatuses('500 501 502 503 529'),
    'the `name` `TimeoutError`': ([, name, , code]) => [{ name }, { code }],
    'the `code` of a network failure': ([, ...codes]) => codes.map((code) => ({ code })),
    'none of these': () => [new Error('401'), 'ETIMEDOUT', undefined, { status: 200 }, { code: 42 }],
  }

  function withStatuses(text: string, name = 'status'): unknown[] {
    return [...text.matchAll(/\d{3}/g)].map(([status]) => ({ [name]: Number(status) }))
  }

  test.each(tableUnder('Failures of a service'))('says what %s means', (text = '', answer = '') => {
    const [, samples] = Object.entries(thrown).find(([begin]) => text.startsWith(begin)) ?? []
    const failures = samples?.(quoted(text), text) ?? []
    expect(failures).not.toEqual([])
    for (const failure of failures) {
      const { code, retryable } = toTranscriptionError(failure)
      const wrapped = toTranscriptionError(new Error('around it', { cause: failure }))
      expect(code).toBe(answer === 'that code' ? (failure as { code: string }).code : quoted(answer)[0])
      expect(wrapped.code).toBe(code)
      if (answer.endsWith('not retryable')) expect(retryable).toBe(false)
      if (code === 'provider_error' && !answer.includes('not')) expect(retryable).toBe(true)
    }
  })

  test('states the errors for a response without text and for an exhausted quota', async () => {
    const service = { transcribeFile: async () => 42 as never }
    const file = new File(['x'], 'a.webm')
    await expect(openTranscript(service, file).next()).rejects.toMatchObject({ code: 'provider_error' })
    const spent = toTranscriptionError({ status: 429, code: 'insufficient_quota' })
    expect(spent).toMatchObject({ code: 'rate_limited', retryable: false })
  })
})
