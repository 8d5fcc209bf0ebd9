import type { AgentLike } from '@flightdeck/run-engine'
import { expect } from 'vitest'
import { readEvents } from '../../read-sse.ts'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { inputOf, type Suite } from '../harness/client.ts'

/** An agent that calls out with headers, as `HttpAgent` does. */
class CallingAgent implements AgentLike {
  headers: Record<string, string> = { 'X-Own': 'agent' }
  readonly seen: Record<string, string>[]
  constructor(seen: Record<string, string>[]) {
    this.seen = seen
  }
  clone(): CallingAgent {
    return new CallingAgent(this.seen)
  }
  run(input: { threadId: string; runId: string }): ReturnType<AgentLike['run']> {
    this.seen.push(this.headers)
    return scriptedAgent(saying(input, ['Hi'])).run(input)
  }
}

const sent = {
  authorization: 'Bearer abc',
  'x-tenant': 'acme',
  'x-own': 'client',
  'x-forwarded-for': '10.0.0.1',
  'x-vercel-id': 'v1',
  cookie: 'session=1',
}

export function headerTests({ serve, wire }: Suite): void {
  wire(
    'an agent gets authorization and x- headers except those of proxies, and its own headers win',
    async () => {
      const agent = new CallingAgent([])
      const client = await serve({ agents: { default: agent } })
      await readEvents(await client.run(inputOf({ threadId: 't1' }), { headers: sent }))
      const body = inputOf({ threadId: 't1' })
      await readEvents(
        await client.send({ method: 'agent/suggest', agentId: 'default' }, { body, headers: sent }),
      )
      const expected = { 'X-Own': 'agent', authorization: 'Bearer abc', 'x-tenant': 'acme' }
      expect(agent.seen).toEqual([expected, expected])
      expect(agent.headers).toEqual({ 'X-Own': 'agent' })
    },
  )

  wire('header forwarding can be restricted and turned off', async () => {
    const narrow = new CallingAgent([])
    const narrowed = await serve({ agents: { default: narrow }, forwardHeaders: { allow: ['x-tenant'] } })
    await readEvents(await narrowed.run(inputOf({ threadId: 't1' }), { headers: sent }))
    expect(narrow.seen).toEqual([{ 'X-Own': 'agent', 'x-tenant': 'acme' }])
    const none = new CallingAgent([])
    const forbidden = await serve({ agents: { default: none }, forwardHeaders: false })
    await readEvents(await forbidden.run(inputOf({ threadId: 't1' }), { headers: sent }))
    expect(none.seen).toEqual([{ 'X-Own': 'agent' }])
  })
}
