import { readFileSync } from 'node:fs'
import { errorCodes } from '@flightdeck/protocol'
import { transcriptionErrors } from '@flightdeck/transcription'
import { describe, expect, test } from 'vitest'
import { CopilotRuntime } from '../runtime/copilot-runtime.ts'
import { createCopilotRuntimeHandler } from '../server/handler.ts'
import { resolveTranscription, TranscriptionService } from './transcription.ts'

const page = readFileSync(new URL('../../../../docs/reference/transcription.md', import.meta.url), 'utf8')

/** The rows of the first table below a heading, as lists of cells without their backticks. */
function tableUnder(heading: string): string[][] {
  const below = page.slice(page.search(new RegExp(`\n##+ ${heading}\n`)))
  const [, , ...rows] = /(^\|.*\n)+/m.exec(below)?.[0].trimEnd().split('\n') ?? []
  return rows.map((row) => row.slice(2, -2).replaceAll('`', '').split(' | '))
}

const jsonType = 'application/json'
const formType = 'multipart/form-data; boundary=b'
const AUDIO = 'AP+ACg=='
const MAX_BYTES = 1_000

/** A form with files in fields of these names. */
function form(fields: readonly string[], end = '--b--'): string {
  const part = (name: string): string =>
    `--b\r\nContent-Disposition: form-data; name="${name}"; filename="a.webm"\r\n\r\nabc\r\n`
  return fields.map(part).join('') + end
}

/** `RIFF`, `WAVE`, a `fmt ` chunk and the header of a `data` chunk, in base64. */
const WAV_HEADER = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAgD4AAAB9AAACABAAZGF0YQAAAAA='

const breaking = (): ReadableStream =>
  new ReadableStream({ pull: (controller) => controller.error(new Error('ECONNRESET')) })

/** What is sent in each case of the page: a content type and a body. */
const wrongs: Readonly<Record<string, readonly [string, BodyInit]>> = {
  'another content type': ['text/plain', 'x'],
  'a form without a boundary': ['multipart/form-data', form(['audio'])],
  'a form that is malformed or truncated': [formType, form(['audio'], '')],
  'a form without a file in audio': [formType, form(['sound'])],
  'a form with two files': [formType, form(['audio', 'audio'])],
  'a body that is cut off': [formType, breaking()],
  'malformed JSON': [jsonType, '{'],
  'JSON without audio': [jsonType, '{"mimeType":"audio/webm"}'],
  'JSON whose audio is an empty text': [jsonType, '{"audio":"","mimeType":"audio/webm"}'],
  'JSON without mimeType, and an unknown format': [jsonType, `{"audio":"${AUDIO}"}`],
  'audio that is not base64': [jsonType, '{"audio":"***","mimeType":"audio/webm"}'],
  'too much data beside the recording': [jsonType, `{"x":[${'[],'.repeat(22_000)}[]]}`],
  'an empty recording': [jsonType, '{"audio":"data:audio/webm;base64,"}'],
  'a WAV file without samples': [jsonType, `{"audio":"${WAV_HEADER}"}`],
  'a type that is not audio, and bytes of an unknown format': [
    jsonType,
    `{"audio":"${AUDIO}","mimeType":"text/html"}`,
  ],
  'a recording that is too large': [
    jsonType,
    `{"audio":"${'A'.repeat(2 * MAX_BYTES)}","mimeType":"audio/webm"}`,
  ],
}

class Listener extends TranscriptionService {
  override async transcribeFile(): Promise<string> {
    return 'Hello'
  }
}

async function answerTo([type, body]: readonly [string, BodyInit]): Promise<string> {
  const runtime = new CopilotRuntime({
    agents: {},
    transcriptionService: new Listener(),
    transcription: { maxBytes: MAX_BYTES },
  })
  const init = { method: 'POST', headers: { 'content-type': type }, body, duplex: 'half' }
  const handler = createCopilotRuntimeHandler({ runtime })
  const response = await handler(new Request('http://localhost/transcribe', init))
  const { code, message } = (await response.json()) as { code: string; message: string }
  return `${response.status} ${code}, ${message}`
}

describe('docs/reference/transcription.md', () => {
  test('lists every error as it is', () => {
    const rows = Object.entries(transcriptionErrors).map(([code, { status, retryable, message }]) => [
      code,
      String(status),
      retryable ? 'yes' : 'no',
      message,
    ])
    expect(tableUnder('Errors')).toEqual(rows)
  })

  test('lists the limits', () => {
    const told = tableUnder('Limits').map(([name = '', value = '']) => [
      name,
      Number(value.replaceAll(',', '')),
    ])
    expect(Object.fromEntries(told)).toEqual(resolveTranscription())
  })

  test('lists the invalid requests', async () => {
    const told = Object.fromEntries(tableUnder('Invalid requests'))
    expect(Object.keys(told)).toEqual(Object.keys(wrongs))
    const types = tableUnder('Audio formats').map(([, listed = '']) => listed.split(', ')[0])
    for (const [given, sent] of Object.entries(wrongs)) {
      const expected = told[given]
        ?.replace('<type>', 'text/html')
        .replace('<types>', types.join(', '))
        .replace('<maxBytes>', String(MAX_BYTES))
      expect(await answerTo(sent), given).toBe(expected)
    }
  })
})

test('the errors of transcriptions have their status and words in the table of all errors', () => {
  for (const [code, { status, message }] of Object.entries(transcriptionErrors)) {
    expect(errorCodes).toHaveProperty(code, expect.objectContaining({ status, message }))
  }
})
