import { describe, expect, it } from 'vitest'
import { anyThread, userTexts } from '../../test/any-thread.ts'
import { testApis } from '../../test/model-apis.ts'
import { twoTurns } from '../../test/two-turns.ts'

/** How many threads each API is tried with, the seeds from 1. `TEST_SEEDS=1000` tries 1,000. */
const SEEDS = Number(process.env.TEST_SEEDS ?? 25)

const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1)

describe.each(testApis)('over $name', (api) => {
  it.each(seeds)('a thread with any history continues, seed %i', async (seed) => {
    const thread = anyThread(api, seed)
    const { first, next, firstRequests, nextRequests } = await twoTurns(api, thread)
    expect([first.error, next.error]).toEqual([undefined, undefined])
    // Nothing that the user wrote is lost on the way.
    for (const request of [firstRequests[0], nextRequests.at(-1)])
      for (const text of userTexts(thread)) expect(JSON.stringify(request?.body)).toContain(text)
  })
})
