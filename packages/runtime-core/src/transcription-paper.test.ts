import { readFileSync } from 'node:fs'
import { transcriptionErrors } from '@flightdeck/transcription'
import { describe, expect, test } from 'vitest'
import { errorCodes } from './error-codes.ts'
import { resolveTranscription } from './transcription.ts'

const paper = readFileSync(new URL('../../../docs/transcription.md', import.meta.url), 'utf8')

/** The rows of the first table below a heading, as lists of cells without their backticks. */
function tableUnder(heading: string): string[][] {
  const below = paper.slice(paper.indexOf(`\n## ${heading}\n`))
  const [, , ...rows] = /(^\|.*\n)+/m.exec(below)?.[0].trimEnd().split('\n') ?? []
  return rows.map((row) => row.slice(2, -2).replaceAll('`', '').split(' | '))
}

describe('docs/transcription.md', () => {
  test('lists every error as it is', () => {
    const rows = Object.entries(transcriptionErrors).map(([code, { status, retryable, message }]) => [
      code,
      String(status),
      retryable ? 'yes' : 'no',
      message,
    ])
    expect(tableUnder('Errors')).toEqual(rows)
  })

  test('tells the limits as they are', () => {
    const told = tableUnder('Limits').map(([name = '', value = '']) => [
      name,
      Number(value.replaceAll(',', '')),
    ])
    expect(Object.fromEntries(told)).toEqual(resolveTranscription())
  })
})

test('the errors of transcriptions have their status and words in the table of all errors', () => {
  for (const [code, { status, message }] of Object.entries(transcriptionErrors)) {
    expect(errorCodes).toHaveProperty(code, expect.objectContaining({ status, message }))
  }
})
