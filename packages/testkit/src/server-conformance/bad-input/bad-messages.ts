import { expect } from 'vitest'
import { inputOf } from '../harness/client.ts'
import { type BadInputCase, expectRefusal, polite } from './bad-input-case.ts'

/** Messages that are malformed, or too many. */
export const badMessages: readonly BadInputCase[] = [
  {
    name: 'messages malformed',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      const messages = [
        { role: 'user', content: 'secret words' },
        { id: 'u2', role: 'wizard', content: 'secret words' },
        { id: 'u3', role: 'user' },
        'secret words',
        { id: 'a1', role: 'assistant', toolCalls: [{ id: 'c1', type: 'function', function: { name: 'x' } }] },
      ]
      const response = await client.run(inputOf({ threadId: 't1', messages }))
      const text = await response.clone().text()
      await expectRefusal(response, 400, { error: 'Invalid request body', code: 'invalid_run_input' })
      const { details, issues } = JSON.parse(text) as { details: string; issues: { path: string }[] }
      expect(issues.map(({ path }) => path)).toEqual([
        'messages[0].id',
        'messages[1].role',
        'messages[2].content',
        'messages[3]',
        'messages[4].toolCalls[0].function.arguments',
      ])
      for (const { path } of issues) expect(details).toContain(path)
      expect(text).not.toContain('secret words')
    },
  },
  {
    name: 'messages missing or not a list',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      for (const [messages, problem] of [
        [undefined, 'is missing'],
        [{}, 'must be an array'],
        ['Hello?', 'must be an array'],
      ]) {
        await expectRefusal(await client.run(inputOf({ threadId: 't1', messages })), 400, {
          error: 'Invalid request body',
          details: `messages: ${problem}`,
          code: 'invalid_run_input',
        })
      }
    },
  },
  {
    name: 'hundreds of malformed messages',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      const response = await client.run(
        inputOf({ threadId: 't1', messages: Array.from({ length: 500 }, () => 0) }),
      )
      const { issues } = (await response.json()) as { issues: unknown[] }
      expect([response.status, issues.length]).toEqual([400, 10])
    },
  },
  {
    name: 'more messages than the limit',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() }, limits: { maxMessages: 3 } })
      const messages = Array.from({ length: 4 }, (_, index) => ({
        id: `u${index}`,
        role: 'user',
        content: 'Hello?',
      }))
      await expectRefusal(await client.run(inputOf({ threadId: 't1', messages })), 400, {
        error: 'Invalid request body',
        details: 'messages: has more than 3 entries (limits.maxMessages)',
        code: 'invalid_run_input',
      })
    },
  },
]
