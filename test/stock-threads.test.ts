import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  CopilotKitCore,
  CopilotKitCoreRuntimeConnectionStatus,
  ɵcreateThreadStore,
  ɵselectHasNextPage,
  ɵselectThreads,
  ɵselectThreadsError,
} from '@copilotkit/core'
import { createCopilotNodeListener } from '@flightdeck/adapter-node'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { CopilotRuntime } from '@flightdeck/runtime-core'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import { describe, expect, onTestFinished, test, vi } from 'vitest'

// The store of CopilotKit's `useThreads`, used as the hook uses it: configured with the runtime's URL only.

type Mode = 'multi-route' | 'single-route'

interface Bench {
  runner: InMemoryAgentRunner
  url: string
  talk(threadId: string): Promise<void>
}

async function serve(mode: Mode): Promise<Bench> {
  const runner = new InMemoryAgentRunner()
  const agent = scriptedAgent((input) => saying(input, ['Hello']))
  const runtime = new CopilotRuntime({ agents: { default: agent }, runner })
  const server = createServer(createCopilotNodeListener({ runtime, basePath: '/api/copilotkit', mode }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await runtime.close({ drainMs: 0 })
    server.closeAllConnections()
    server.close()
  })
  return {
    runner,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/copilotkit`,
    async talk(threadId) {
      const input = { threadId, runId: crypto.randomUUID(), messages: [], tools: [], context: [] }
      await (await runner.start({ threadId, agent, agentId: 'default', input })).ended
      await expect.poll(() => runner.isRunning({ threadId })).toBe(false)
    },
  }
}

/** A core as in a browser: it connects only if there is a `window`. */
async function connected(runtimeUrl: string, runtimeTransport: 'rest' | 'single'): Promise<CopilotKitCore> {
  vi.stubGlobal('window', {})
  onTestFinished(() => void vi.unstubAllGlobals())
  const core = new CopilotKitCore({ runtimeUrl, runtimeTransport })
  await expect
    .poll(() => core.runtimeConnectionStatus, { timeout: 20_000 })
    .toBe(CopilotKitCoreRuntimeConnectionStatus.Connected)
  return core
}

type Store = ReturnType<typeof ɵcreateThreadStore>

function storeOf(core: CopilotKitCore, limit?: number): Store {
  const store = ɵcreateThreadStore({ fetch: core.ɵruntimeFetch })
  store.start()
  onTestFinished(() => store.stop())
  store.setContext({
    runtimeUrl: core.runtimeUrl ?? '',
    headers: { ...core.headers },
    wsUrl: core.intelligence?.wsUrl,
    agentId: 'default',
    ...(limit !== undefined && { limit }),
  } as Parameters<Store['setContext']>[0])
  return store
}

const ids = (store: Store): string[] => ɵselectThreads(store.getState()).map(({ id }) => id)

describe.each([
  ['rest', 'multi-route'],
  ['single', 'single-route'],
] as const)('the stock thread store over the transport %s', (transport, mode) => {
  test('detects that threads can be listed, read and changed', async () => {
    const { url } = await serve(mode)
    const core = await connected(url, transport)
    expect(core.threadEndpoints).toEqual({
      list: true,
      inspect: true,
      mutations: true,
      realtimeMetadata: false,
    })
  })

  test('lists threads, in pages, the most recently active first', async () => {
    const { url, talk } = await serve(mode)
    for (const threadId of ['t1', 't2', 't3']) await talk(threadId)
    const store = storeOf(await connected(url, transport), 2)
    await expect.poll(() => ids(store)).toEqual(['t3', 't2'])
    expect(ɵselectHasNextPage(store.getState())).toBe(true)
    store.fetchNextPage()
    await expect.poll(() => ids(store)).toEqual(['t3', 't2', 't1'])
    expect(ɵselectHasNextPage(store.getState())).toBe(false)
    await talk('t1')
    store.refetchThreads()
    await expect.poll(() => ids(store)[0]).toBe('t1')
    expect(ɵselectThreadsError(store.getState())).toBeNull()
  })

  test('renames, archives, unarchives and deletes', async () => {
    const { url, talk, runner } = await serve(mode)
    await talk('my thread/1')
    await talk('t2')
    const store = storeOf(await connected(url, transport))
    await expect.poll(() => ids(store)).toEqual(['t2', 'my thread/1'])
    await store.renameThread('my thread/1', 'Weather')
    expect(await runner.threads.get({ threadId: 'my thread/1' })).toMatchObject({ name: 'Weather' })
    await store.archiveThread('my thread/1')
    expect(await runner.threads.get({ threadId: 'my thread/1' })).toMatchObject({ archived: true })
    store.refetchThreads()
    await expect.poll(() => ids(store)).toEqual(['t2'])
    await store.unarchiveThread('my thread/1')
    store.refetchThreads()
    await expect.poll(() => ids(store)).toEqual(['t2', 'my thread/1'])
    await store.deleteThread('t2')
    expect(await runner.threads.get({ threadId: 't2' })).toBeUndefined()
    await expect(store.deleteThread('t2')).rejects.toThrow('404')
  })
})
