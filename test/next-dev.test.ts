import { readSse, type SseData, type SseFrame } from '@flightdeck/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DevBundler, type NextDev, startNextDev } from './next-dev/start-next-dev.ts'
import { requireBuilt } from './workspace.ts'

const bundlers: DevBundler[] = process.env.TEST_FULL ? ['turbopack', 'webpack'] : ['turbopack']
const TIMEOUT_MS = 240_000

/** A module with a runtime, as an app has it. Its agent says a word every 50 ms until it is stopped. */
const runtimeModule = (options: string, saved: string): string => `
  import { CopilotRuntime, InMemoryAgentRunner } from '@flightdeck/runtime/v2'
  export const saved = '${saved}'
  const agent = {
    async *run(input, { signal }) {
      yield { type: 'TEXT_MESSAGE_START', messageId: 'm1', role: 'assistant' }
      while (!signal.aborted) {
        yield { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: 'word ' }
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
  }
  export const runtime = new CopilotRuntime({ agents: { default: agent }, ${options} })
`

const routeModule = (path: string, runtime: string): string => `
  import { createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
  import { runtime, saved } from '${runtime}'
  const handler = createCopilotRuntimeHandler({ runtime, basePath: '${path}' })
  const reply = async (request) => {
    const response = await handler(request)
    const headers = new Headers(response.headers)
    headers.set('x-saved', saved)
    return new Response(response.body, { status: response.status, headers })
  }
  export { reply as GET, reply as POST }
`

/** How an application creates its runtime. */
const runtimes = {
  'no runner': '',
  'an in-memory runner': 'runner: new InMemoryAgentRunner()',
}
type Kind = keyof typeof runtimes
const names: Record<Kind, string> = { 'no runner': 'default', 'an in-memory runner': 'memory' }

const files: Record<string, string> = {
  'app/layout.js': 'export default ({ children }) => <html><body>{children}</body></html>',
}
for (const [kind, options] of Object.entries(runtimes)) {
  const name = names[kind as Kind]
  files[`${name}.js`] = runtimeModule(options, 'first')
  for (const route of [name, `${name}-again`]) {
    files[`app/${route}/[...path]/route.js`] = routeModule(`/${route}`, `../../../${name}.js`)
  }
}

type Frames = AsyncGenerator<SseFrame>

/** Reads on until the next piece of text. */
async function untilText(frames: Frames): Promise<void> {
  for (;;) {
    const { done, value } = await frames.next()
    if (done) throw new Error('The stream ended without more text')
    if (value.data.type === 'TEXT_MESSAGE_CONTENT') return
  }
}

/** Reads to the end, and returns the last event. */
async function lastOf(frames: Frames): Promise<SseData | undefined> {
  let last: SseData | undefined
  for await (const { data } of frames) last = data
  return last
}

describe.each(bundlers)('next dev with %s', (bundler) => {
  let app: NextDev

  beforeAll(async () => {
    requireBuilt('packages/runtime')
    app = await startNextDev(bundler, files)
  }, TIMEOUT_MS)

  afterAll(() => app?.stop(), TIMEOUT_MS)

  const post = (path: string, body: object): Promise<Response> =>
    fetch(app.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  const input = {
    threadId: 't1',
    runId: 'r1',
    messages: [],
    tools: [],
    context: [],
    state: {},
    forwardedProps: {},
  }

  it.each(Object.entries(runtimes))(
    'with %s: a run in progress survives a save, and is listed, followed and stopped by every route',
    async (kind, options) => {
      const name = names[kind as Kind]
      const started = await post(`/${name}/agent/default/run`, input)
      expect(started.status, app.output).toBe(200)
      const running = readSse(started)
      await untilText(running)

      app.save(`${name}.js`, runtimeModule(options, 'second'))
      await expect
        .poll(async () => (await fetch(`${app.url}/${name}/info`)).headers.get('x-saved'), {
          timeout: 60_000,
        })
        .toBe('second')
      await untilText(running)

      for (const route of [name, `${name}-again`]) {
        const { threads } = (await (await fetch(`${app.url}/${route}/threads`)).json()) as {
          threads: { id: string }[]
        }
        expect(threads.map(({ id }) => id)).toEqual(['t1'])
        const followed = readSse(await post(`/${route}/agent/default/connect`, input))
        await untilText(followed)
        await followed.return(undefined)
      }

      const stopped = await post(`/${name}-again/agent/default/stop/t1`, {})
      expect(stopped.status).toBe(200)
      expect(await lastOf(running)).toMatchObject({ type: 'RUN_FINISHED' })
      const followed = readSse(await post(`/${name}/agent/default/connect`, input))
      expect(await lastOf(followed)).toMatchObject({ type: 'RUN_FINISHED', runId: 'r1' })
    },
    TIMEOUT_MS,
  )
})
