import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { badInputCases } from './bad-input.ts'

test('every case of bad input is a row of the paper, and every row a case', () => {
  const paper = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8')
  const table = paper.slice(paper.indexOf('\n## Bad input\n')).matchAll(/^\| ([^|]+)\|/gm)
  const [, ...rows] = [...table].map(([, name = '']) => name.replaceAll('`', '').trim())
  expect(rows).toEqual(badInputCases.map(({ name }) => name))
})
