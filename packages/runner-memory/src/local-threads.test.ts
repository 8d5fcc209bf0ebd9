import { saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, test } from 'vitest'
import { InMemoryAgentRunner } from './in-memory-agent-runner.ts'

async function run(runner: InMemoryAgentRunner, threadId: string, owner?: string): Promise<void> {
  const input = {
    threadId,
    runId: `r-${threadId}`,
    messages: [],
    tools: [],
    context: [],
    state: { count: 1 },
  }
  const agent = scriptedAgent(saying(input, ['Hello']))
  await (await runner.start({ threadId, owner, agentId: 'greeter', agent, input })).ended
}

test.each([false, true])(
  'threads without an owner can be listed, read and cleared (shared: %s)',
  async (shared) => {
    const runner = new InMemoryAgentRunner({ shared })
    const [one, two] = [crypto.randomUUID(), crypto.randomUUID()]
    await run(runner, one)
    await run(runner, two, 'ann')
    expect(runner.listThreads()).toEqual([
      {
        id: one,
        name: null,
        agentId: 'greeter',
        organizationId: '',
        createdById: '',
        archived: false,
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
        updatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    ])
    expect(runner.getThreadMessages(one)).toMatchObject([{ role: 'assistant', content: 'Hello' }])
    expect(runner.getThreadMessages(two)).toEqual([])
    expect(runner.getThreadState(one)).toEqual({ count: 1 })
    expect(runner.getThreadState('none')).toBeNull()
    expect(runner.getThreadEvents(one).map(({ type }) => type)).toEqual([
      'RUN_STARTED',
      'MESSAGES_SNAPSHOT',
      'STATE_SNAPSHOT',
      'RUN_FINISHED',
    ])
    expect(runner.getThreadEvents('none')).toEqual([])
    runner.clearThreads()
    expect(runner.listThreads()).toEqual([])
    expect(await runner.threads.get({ threadId: two, owner: 'ann' })).toBeDefined()
  },
)
