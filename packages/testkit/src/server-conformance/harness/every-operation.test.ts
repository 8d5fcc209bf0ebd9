import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { everyOperation } from './every-operation.ts'

test('every route of docs/protocol.md that has an envelope is among the operations', () => {
  const protocol = readFileSync(new URL('../../../../../docs/protocol.md', import.meta.url), 'utf8')
  const routes = protocol.slice(protocol.indexOf('\n## Routes\n'), protocol.indexOf('\n## Requests\n'))
  const [, ...rows] = [...routes.matchAll(/^\| `?([a-z/-]+)`? \|[^|]+\| (?!no envelope)/gm)].map(
    ([, name]) => name,
  )
  expect(everyOperation('t1').map(({ operation }) => operation.method)).toEqual(rows)
})
