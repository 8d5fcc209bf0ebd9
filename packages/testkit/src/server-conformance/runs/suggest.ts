import { expect } from 'vitest'
import { eventually } from '../../eventually.ts'
import { readEvents } from '../../read-sse.ts'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { inputOf, type Suite } from '../harness/client.ts'
import { forever, isText, reading, textOf } from '../harness/reading.ts'

export function suggestTests({ serve, core, wire }: Suite): void {
  core('a suggestion streams like a run and is not stored', async () => {
    const client = await serve({ agents: { default: scriptedAgent((input) => saying(input, ['Ask me'])) } })
    const events = await readEvents(await client.suggest(inputOf({ threadId: 't1' })))
    expect(textOf(events)).toBe('Ask me')
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', threadId: 't1', runId: 'r1' })
    expect(await (await client.connect('t1')).text()).toBe('')
  })

  core('a suggestion does not wait for or affect a run on its thread', async () => {
    const agent = scriptedAgent((input) => {
      const said = saying(input, ['Hm'], `m-${input.runId}`)
      return input.runId === 'r1' ? [...said.slice(0, 3), { until: forever }] : said
    })
    const client = await serve({ agents: { default: agent } })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText())
    const suggested = await readEvents(await client.suggest(inputOf({ threadId: 't1', runId: 's1' })))
    expect(textOf(suggested, 'm-s1')).toBe('Hm')
    await client.stop('t1')
    const text = JSON.stringify([await run.toEnd(), await readEvents(await client.connect('t1'))])
    expect(text).not.toContain('m-s1')
  })

  wire('a client disconnect aborts its suggestion', async () => {
    const agent = scriptedAgent((input) => [...saying(input, ['Hm']).slice(0, 3), { until: forever }])
    const client = await serve({ agents: { default: agent } })
    const suggested = reading(await client.suggest(inputOf({ threadId: 't1' })))
    await suggested.until(isText())
    await suggested.disconnect()
    await eventually(() => agent.aborts).toBe(1)
  })

  for (const [shape, toolChoice] of [
    ['function', { type: 'function', function: { name: 'copilotkitSuggest' } }],
    ['tool', { type: 'tool', toolName: 'copilotkitSuggest' }],
  ] as const) {
    core(`a tool choice in the ${shape} shape reaches the agent`, async () => {
      const agent = scriptedAgent((input) => saying(input, ['Ask me']))
      const client = await serve({ agents: { default: agent } })
      const tools = [{ name: 'copilotkitSuggest', description: 'Suggests', parameters: { type: 'object' } }]
      await readEvents(
        await client.suggest(inputOf({ threadId: 't1', tools, forwardedProps: { toolChoice } })),
      )
      expect(agent.inputs[0]).toMatchObject({ tools, forwardedProps: { toolChoice } })
    })
  }
}
