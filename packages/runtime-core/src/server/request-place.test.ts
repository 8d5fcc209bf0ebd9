import { scriptedAgent } from '@flightdeck/testkit'
import { expect, test } from 'vitest'
import { CopilotRuntime } from '../runtime/copilot-runtime.ts'
import { createCopilotRuntimeHandler } from './handler.ts'

const runtime = new CopilotRuntime({ agents: { default: scriptedAgent(() => []) } })
const multi = createCopilotRuntimeHandler({ runtime, basePath: '/api' })
const single = createCopilotRuntimeHandler({ runtime, basePath: '/api', mode: 'single-route' })

const get = (path: string): Request => new Request(`http://localhost${path}`)
const envelope = (path: string): Request =>
  new Request(`http://localhost${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"method":"info"}',
  })

test.each<[string, number, number]>([
  ['/a/api/info', 1, 200],
  ['/b%2Fc//api//info/', 1, 200],
  ['/threads/info', 1, 200],
  ['/threads/info', 2, 404],
  ['/a/junk/info', 2, 404],
  ['/info', 1, 200],
  ['/info', 7, 200],
  ['/api', 0, 404],
])(
  'the place of a request stands for the base path: %s with %d segments below is %d',
  async (path, segmentsBelow, status) => {
    expect((await multi.fromHost(get(path), { segmentsBelow })).status).toBe(status)
  },
)

test('in single-route mode no path below matches', async () => {
  expect((await single.fromHost(envelope('/a/b'), { segmentsBelow: 0 })).status).toBe(200)
  expect((await single.fromHost(envelope('/a/api'), { segmentsBelow: 1 })).status).toBe(404)
})

test('without a place the option counts, and a refusal says where the runtime is', async () => {
  expect((await multi.fromHost(get('/api/info'))).status).toBe(200)
  expect(await (await multi.fromHost(get('/a/info'))).json()).toMatchObject({
    message: expect.stringContaining("mounted at '/api'"),
  })
  expect(await (await multi.fromHost(get('/a/b/c'), { segmentsBelow: 1 })).json()).toMatchObject({
    message: expect.stringContaining("mounted at '/a/b'"),
  })
})

test('a second argument that some hosts give is no place', async () => {
  const workerEnv: unknown = { segmentsBelow: 0 }
  expect((await Reflect.apply(multi, undefined, [get('/api/info'), workerEnv])).status).toBe(200)
})
