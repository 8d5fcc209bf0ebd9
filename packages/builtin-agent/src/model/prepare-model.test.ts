import { describe, expect, it } from 'vitest'
import { anyThread, userTexts } from '../../test/any-thread.ts'
import { factoryAgent, ownModel } from '../../test/factory-agent.ts'
import { kinds } from '../../test/kinds.ts'
import { testApis } from '../../test/model-apis.ts'
import { said, user } from '../../test/run-agent.ts'
import { type TwoTurns, twoTurns } from '../../test/two-turns.ts'
import { prepareModel } from './prepare-model.ts'

const SEEDS = Number(process.env.TEST_SEEDS ?? 25)

describe.each(testApis)('a model of an own provider in a factory, over $name', (api) => {
  it.each(Object.entries(kinds))('%s fails neither this run nor the next', async (_name, turns) => {
    const { first, next } = await twoTurns(api, turns(api), factoryAgent)
    expect([first.error, next.error]).toEqual([undefined, undefined])
    expect([first, next].map(({ events }) => events.at(-1)?.type)).toEqual(['RUN_FINISHED', 'RUN_FINISHED'])
  })

  it.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
    'a thread with any history continues, seed %i',
    async (seed) => {
      const thread = withUser(anyThread(api, seed))
      const { first, next, nextRequests } = await twoTurns(api, thread, factoryAgent)
      expect([first.error, next.error]).toEqual([undefined, undefined])
      for (const text of userTexts(thread)) expect(JSON.stringify(nextRequests.at(-1)?.body)).toContain(text)
    },
  )

  it('noise in its streams changes nothing', async () => {
    const noise = [
      'data: {"warning":"slow"}\n\n',
      'event: ping\ndata: {}\n\n',
      'data:\n\n',
      ': alive\n\n',
    ].join('')
    const { first, next } = await twoTurns(
      api,
      {
        answers: [
          (response) => {
            const write = response.write.bind(response)
            response.write = (chunk: string) => write(noise + chunk + noise)
            api.text(response, 'hello')
          },
        ],
      },
      factoryAgent,
    )
    expect([first.error, next.error, said(first.events)]).toEqual([undefined, undefined, 'hello'])
  })

  it('an image at an address that cannot be fetched fails neither this run nor the next', async () => {
    const image = { type: 'image', source: { type: 'url', value: 'https://files.invalid/a.png' } }
    const { first, next, nextRequests } = await twoTurns(
      api,
      { input: { messages: [user([{ type: 'text', text: 'Look:' }, image] as unknown as string)] } },
      factoryAgent,
    )
    expect([first.error, next.error]).toEqual([undefined, undefined])
    // Only Gemini does not fetch images by itself.
    const words = '[image: https://files.invalid/a.png, not readable by this model]'
    expect(JSON.stringify(nextRequests.at(-1)?.body)).toContain(
      api.name === 'Gemini' ? words : 'https://files.invalid/a.png',
    )
  })

  it('is prepared once', () => {
    const model = ownModel(api, 'http://localhost')
    const made = prepareModel(model)
    expect(made).not.toBe(model)
    expect(prepareModel(made)).toBe(made)
    expect([made.provider, made.modelId]).toEqual([model.provider, model.modelId])
  })
})

/** The thread with a message of the user: the AI SDK rejects an empty conversation, which a factory must not pass on. */
function withUser(thread: TwoTurns): TwoTurns {
  const messages = thread.input?.messages ?? []
  if (messages.some(({ role }) => role === 'user')) return thread
  return { ...thread, input: { ...thread.input, messages: [...messages, user('turn 0.')] } }
}
