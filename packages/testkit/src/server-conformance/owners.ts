import { expect, test } from 'vitest'
import { readEvents } from '../read-sse.ts'
import { saying, scriptedAgent } from '../scripted-agent.ts'
import { inputOf, type Suite } from './client.ts'
import { gate, isText, reading, textOf } from './reading.ts'

const identifyUser = (request: Request): { id: string } | null => {
  const id = request.headers.get('x-user')
  return id === null ? null : { id }
}
const as = (user: string): { headers: Record<string, string> } => ({ headers: { 'x-user': user } })

export function ownerTests({ serve }: Suite): void {
  test('a request of nobody is refused wherever threads and agents are used', async () => {
    const client = await serve({
      agents: { default: scriptedAgent((input) => saying(input, ['Hi'])) },
      identifyUser,
    })
    const input = inputOf({ threadId: 't1' })
    const answers = [client.run(input), client.connect('t1'), client.stop('t1'), client.suggest(input)]
    for (const response of await Promise.all(answers)) {
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ error: 'Unauthorized', code: 'unauthorized' })
    }
  })

  test('to everybody else a user’s thread is as one that is not there', async () => {
    const pause = gate()
    const agent = scriptedAgent((input) => {
      const said = saying(input, ['Mine', '.'])
      return [...said.slice(0, 3), { until: pause.opened }, ...said.slice(3)]
    })
    const client = await serve({ agents: { default: agent }, identifyUser })
    const run = reading(await client.run(inputOf({ threadId: 't1' }), as('ann')))
    await run.until(isText())
    const cursor = run.frames[0]?.id ?? ''
    expect(await (await client.connect('t1', as('bob'))).text()).toBe('')
    expect(await (await client.connect('t1', { ...as('bob'), query: { cursor } })).text()).toBe('')
    const stop = await client.send({ method: 'agent/stop', agentId: 'default', threadId: 't1' }, as('bob'))
    expect(await stop.json()).toEqual({ stopped: false, message: "No active run for thread 't1'." })
    pause.open()
    expect(textOf(await run.toEnd())).toBe('Mine.')
    expect(textOf(await readEvents(await client.connect('t1', as('ann'))))).toBe('Mine.')
  })
}
