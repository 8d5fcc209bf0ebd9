import { describe, expect, it } from 'vitest'
import { kinds } from '../../test/kinds.ts'
import { testApis } from '../../test/model-apis.ts'
import { twoTurns } from '../../test/two-turns.ts'

const [chat = expect.fail()] = testApis

/** The four APIs, and chat completions as the package of OpenAI itself writes them. */
const apis = [
  ...testApis,
  { ...chat, name: 'chat completions of @ai-sdk/openai', model: 'minimax/test-model' },
]

describe.each(Object.entries(kinds))('%s', (_name, turns) => {
  it.each(apis)('fails neither this run nor the next over $name', async (api) => {
    const { first, next } = await twoTurns(api, turns(api))
    expect([first.error, next.error]).toEqual([undefined, undefined])
    expect([first, next].map(({ events }) => events.at(-1)?.type)).toEqual(['RUN_FINISHED', 'RUN_FINISHED'])
  })
})
