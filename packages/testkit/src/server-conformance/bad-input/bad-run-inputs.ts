import { expect } from 'vitest'
import { inputOf, type Suite } from '../harness/client.ts'
import { type BadInputCase, expectRefusal, polite } from './bad-input-case.ts'

/** Expects the one issue that a run input has. */
async function expectIssue(
  { serve }: Suite,
  given: Record<string, unknown>,
  path: string,
  problem: string,
): Promise<void> {
  const agent = polite()
  const client = await serve({ agents: { default: agent } })
  await expectRefusal(await client.run(inputOf({ threadId: 't1', ...given })), 400, {
    error: 'Invalid request body',
    message: `${path}: ${problem}`,
    details: `${path}: ${problem}`,
    code: 'invalid_run_input',
    issues: [{ path, problem }],
  })
  expect(agent.inputs).toEqual([])
}

/** Run inputs whose members are wrong. */
export const badRunInputs: readonly BadInputCase[] = [
  {
    name: 'threadId missing',
    check: (suite) => expectIssue(suite, { threadId: undefined }, 'threadId', 'is missing'),
  },
  {
    name: 'threadId not a string',
    async check(suite) {
      for (const threadId of [7, {}, ['t1'], true])
        await expectIssue(suite, { threadId }, 'threadId', 'must be a string')
    },
  },
  {
    name: 'threadId empty',
    check: (suite) => expectIssue(suite, { threadId: '' }, 'threadId', 'must not be empty'),
  },
  {
    name: 'threadId 10 MB long',
    tag: 'wire',
    check: (suite) =>
      expectIssue(
        suite,
        { threadId: 'x'.repeat(10_000_000) },
        'threadId',
        'must have at most 1024 characters',
      ),
  },
  {
    name: 'runId missing outside an envelope',
    modes: ['multi-route'],
    check: (suite) => expectIssue(suite, { runId: undefined }, 'runId', 'is missing'),
  },
  {
    name: 'tools or context not a list',
    async check(suite) {
      await expectIssue(suite, { tools: {} }, 'tools', 'must be an array')
      await expectIssue(suite, { context: 'none' }, 'context', 'must be an array')
      await expectIssue(suite, { context: [{ description: 'x' }] }, 'context[0].value', 'is missing')
    },
  },
  {
    name: 'connect or suggest with a malformed input',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      for (const method of ['agent/connect', 'agent/suggest'] as const) {
        const response = await client.send(
          { method, agentId: 'default' },
          { body: { runId: 'r1', messages: [] } },
        )
        await expectRefusal(response, 400, {
          error: 'Invalid request body',
          details: 'threadId: is missing',
          code: 'invalid_run_input',
        })
      }
    },
  },
]
