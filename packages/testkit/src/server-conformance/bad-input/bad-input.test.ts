import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { badInputCases } from './bad-input.ts'

test('the cases of bad input are the rows of the table in docs/protocol.md', () => {
  const protocol = readFileSync(new URL('../../../../../docs/protocol.md', import.meta.url), 'utf8')
  const table = protocol.slice(protocol.indexOf('\n## Bad input\n')).matchAll(/^\| ([^|]+)\|/gm)
  const [, ...rows] = [...table].map(([, name = '']) => name.replaceAll('`', '').trim())
  expect(rows).toEqual(badInputCases.map(({ name }) => name))
})
