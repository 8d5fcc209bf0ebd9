import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { everyOperation } from './every-operation.ts'

test('every operation of the paper is walked', () => {
  const paper = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8')
  const routes = paper.slice(paper.indexOf('\n## Routes\n'), paper.indexOf('\n## Requests\n'))
  const [, ...rows] = [...routes.matchAll(/^\| `?([a-z/]+)`? \|/gm)].map(([, name]) => name)
  expect(everyOperation('t1').map(({ operation }) => operation.method)).toEqual(rows)
})
