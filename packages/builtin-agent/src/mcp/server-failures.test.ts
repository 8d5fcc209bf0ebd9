import type { Message, ResumeEntry } from '@ag-ui/client'
import { createMCPClient } from '@ai-sdk/mcp'
import { afterEach, describe, expect, it } from 'vitest'
import { startMcpServer, type TestMcpServer, type TestTool, text } from '../../test/mcp-server.ts'
import { type TestApi, testApis } from '../../test/model-apis.ts'
import { startProvider } from '../../test/provider-mock.ts'
import { strict } from '../../test/provider-rules.ts'
import { type FinishedRun, historyAfter, inputOf, ofType, runToEnd, user } from '../../test/run-agent.ts'
import { schemasOf } from '../../test/two-turns.ts'
import { BuiltInAgent, type BuiltInAgentClassicConfig } from '../index.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function serve(run: TestTool, port?: number): Promise<TestMcpServer> {
  const inputSchema = { type: 'object' as const, properties: {} }
  const server = await startMcpServer({ port, tools: { look: { run, inputSchema } } })
  cleanups.push(() => server.kill())
  return server
}

/** An agent whose model calls `look` in the turns that say so, over a provider that refuses what breaks its rules. */
async function agentOn(api: TestApi, config: Partial<BuiltInAgentClassicConfig>) {
  const provider = await startProvider(
    strict(api, (response, request) => {
      const isAsked = JSON.stringify(request.body).includes('look now')
      const isAnswered = /tool_result|function_call_output|functionResponse|"role":"tool"/.test(
        JSON.stringify(request.body),
      )
      if (isAsked && !isAnswered) api.call(response, { id: 'c1', name: 'look', args: '{}' })
      else api.text(response, 'Done.')
    }),
  )
  const agent = new BuiltInAgent({
    model: api.model,
    apiKey: 'key',
    baseURL: provider.url,
    maxRetries: 0,
    stateTools: false,
    ...config,
  })
  cleanups.push(
    () => provider.close(),
    () => agent.close(),
  )
  return { agent, requests: provider.requests }
}

const asked: Message[] = [user('look now')]
const thanks = (before: readonly Message[], { events }: FinishedRun): Message[] => [
  ...historyAfter(before, events),
  user('Thanks'),
]

const problemsIn = ({ events }: FinishedRun): unknown[] =>
  ofType(events, 'CUSTOM').map(({ value }) => (value as { code: string }).code)
const resultsIn = ({ events }: FinishedRun): unknown[] =>
  ofType(events, 'TOOL_CALL_RESULT').map(({ content }) => content)

/** A tool that never returns. `begun` settles when it is called, `stopped` when the call is cancelled. */
function endless() {
  let onBegun = (): void => {}
  let onStopped = (): void => {}
  const begun = new Promise<void>((resolve) => {
    onBegun = resolve
  })
  const stopped = new Promise<void>((resolve) => {
    onStopped = resolve
  })
  const run: TestTool = (_input, signal) => {
    signal.addEventListener('abort', onStopped)
    onBegun()
    return new Promise(() => {})
  }
  return { run, begun, stopped }
}

describe.each(testApis)('over $name', (api) => {
  it('a server that dies between two runs fails neither, and is used again when it is back', async () => {
    const server = await serve(() => text('seen'))
    const { agent, requests } = await agentOn(api, { mcpServers: [{ type: 'http', url: server.url }] })
    const first = await runToEnd(agent, inputOf({ messages: asked }))
    expect([first.error, resultsIn(first)]).toEqual([undefined, ['seen']])

    await server.kill()
    await agent.close()
    const messages = thanks(asked, first)
    const next = await runToEnd(agent, inputOf({ messages }))
    expect([next.error, problemsIn(next)]).toEqual([undefined, ['mcp_unreachable']])

    await serve(() => text('seen'), server.port)
    const after = await runToEnd(agent, inputOf({ messages: thanks(messages, next) }))
    expect([after.error, problemsIn(after)]).toEqual([undefined, []])
    expect(Object.keys(schemasOf(requests.at(-1) ?? expect.fail()))).toEqual(['look'])
  })

  it('a server that dies while its connection is kept fails neither run', async () => {
    const server = await serve(() => text('seen'))
    const { agent } = await agentOn(api, { mcpServers: [{ type: 'http', url: server.url }] })
    expect((await runToEnd(agent, inputOf({ messages: [user('hello')] }))).error).toBeUndefined()
    await server.kill()
    const first = await runToEnd(agent, inputOf({ messages: asked }))
    const next = await runToEnd(agent, inputOf({ messages: thanks(asked, first) }))
    expect([first.error, next.error]).toEqual([undefined, undefined])
  })

  it('a server that dies in the middle of a call gives an error that the model reads', async () => {
    const { run, begun } = endless()
    const server = await serve(run)
    const { agent } = await agentOn(api, { mcpServers: [{ type: 'http', url: server.url }] })
    void begun.then(() => server.kill())
    const first = await runToEnd(agent, inputOf({ messages: asked }))
    expect(first.error).toBeUndefined()
    expect(resultsIn(first)).toEqual([expect.stringContaining('could not be reached')])
    const next = await runToEnd(agent, inputOf({ messages: thanks(asked, first) }))
    expect(next.error).toBeUndefined()
  })

  it('an abort in the middle of a call cancels it at the server, and the next run continues', async () => {
    const { run, begun, stopped } = endless()
    const server = await serve(run)
    const { agent } = await agentOn(api, { mcpServers: [{ type: 'http', url: server.url }] })
    void begun.then(() => agent.abortRun())
    const first = await runToEnd(agent, inputOf({ messages: asked }))
    expect(first.error).toBeUndefined()
    expect(first.events.at(-1)?.outcome).toEqual({ type: 'cancelled' })
    await stopped
    const next = await runToEnd(agent, inputOf({ messages: thanks(asked, first) }))
    expect(next.error).toBeUndefined()
  })

  describe('a tool of an MCP client that needs approval', () => {
    /** Tools of a real client, each with approval. */
    async function approved(run: TestTool) {
      const server = await serve(run)
      const client = await createMCPClient({ transport: { type: 'http', url: server.url } })
      cleanups.push(() => client.close().catch(() => {}))
      const tools = async () =>
        Object.fromEntries(
          Object.entries(await client.tools()).map(([name, tool]) => [
            name,
            { ...tool, needsApproval: true },
          ]),
        )
      const listed = await tools()
      const { agent } = await agentOn(api, { mcpClients: [{ tools: async () => listed }] })
      const first = await runToEnd(agent, inputOf({ messages: asked }))
      expect(first.events.at(-1)?.outcome).toMatchObject({ type: 'interrupt' })
      const [asking] = ofType(first.events, 'RUN_FINISHED').map(
        ({ outcome }) => outcome as { interrupts: { id: string }[] },
      )
      const messages = historyAfter(asked, first.events)
      const answer = async (payload: unknown, by?: () => void): Promise<FinishedRun> => {
        const resume: ResumeEntry[] = [
          { interruptId: asking?.interrupts[0]?.id ?? '', status: 'resolved', payload },
        ]
        by?.()
        const resumed = await runToEnd(agent, inputOf({ messages, resume }))
        const next = await runToEnd(agent, inputOf({ messages: thanks(messages, resumed) }))
        expect([resumed.error, next.error]).toEqual([undefined, undefined])
        return resumed
      }
      return { agent, server, answer }
    }

    it('is called once when it is approved', async () => {
      let calls = 0
      const { answer } = await approved(() => {
        calls += 1
        return text('seen')
      })
      const resumed = await answer({ approved: true })
      expect(JSON.stringify(resultsIn(resumed))).toContain('seen')
      expect(calls).toBe(1)
    })

    it('is not called when it is denied', async () => {
      let calls = 0
      const { answer } = await approved(() => {
        calls += 1
        return text('seen')
      })
      const resumed = await answer({ approved: false, reason: 'No' })
      expect(resultsIn(resumed)).toEqual([expect.stringContaining('denied')])
      expect(calls).toBe(0)
    })

    it('gives an error when its server died before it was approved', async () => {
      const { server, answer } = await approved(() => text('seen'))
      await server.kill()
      const resumed = await answer({ approved: true })
      expect(resultsIn(resumed)).toEqual([expect.stringContaining('error')])
    })

    it('is cancelled by an abort in the middle of the call', async () => {
      const { run, begun } = endless()
      const { agent, answer } = await approved(run)
      const resumed = await answer({ approved: true }, () => void begun.then(() => agent.abortRun()))
      expect(resumed.events.at(-1)?.outcome).toEqual({ type: 'cancelled' })
    })
  })
})
