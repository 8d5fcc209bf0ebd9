import { describe, expect, it } from 'vitest'
import { kinds } from '../../test/kinds.ts'
import { testApis } from '../../test/model-apis.ts'
import { twoTurns } from '../../test/two-turns.ts'

describe.each(Object.entries(kinds))('%s', (_name, turns) => {
  it.each(testApis)('fails neither this run nor the next over $name', async (api) => {
    const { first, next } = await twoTurns(api, turns(api))
    expect([first.error, next.error]).toEqual([undefined, undefined])
    expect([first, next].map(({ events }) => events.at(-1)?.type)).toEqual(['RUN_FINISHED', 'RUN_FINISHED'])
  })
})
