// Code that the documentation of @copilotkit/runtime prints, with the names of the packages replaced and formatted. Names that
// it uses without declaring them are global here.
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type AddressInfo, Server } from 'node:net'
import { fileURLToPath } from 'node:url'
import { HttpAgent } from '@ag-ui/client'
import * as root from '@flightdeck/runtime'
import { createCopilotExpressHandler } from '@flightdeck/runtime/express'
import { createCopilotHonoHandler } from '@flightdeck/runtime/hono'
import express from 'express'
import express4 from 'express-4'
import { Hono } from 'hono'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { startModel } from './model.ts'
import { json, question, reachMethods, runInput, type Send, said } from './running.ts'
import { greeter } from './src/agent.ts'

const base = '/api/copilotkit'
const folder = new URL('documents/', import.meta.url)
const names = readdirSync(folder).flatMap((file) => (/^[\w-]+\.ts$/.test(file) ? [file.slice(0, -3)] : []))

/** Code whose handler nothing leads to: it is evaluated. */
const unreachable = new Set([
  'deploy-cors-express',
  'deploy-cors-fetch',
  'deploy-cors-hono',
  'deploy-hooks',
  'fetch-first-cors',
  'fetch-first-hooks',
  'fetch-first-outline',
  'fetch-first-returned-response',
  'reference-async-agents',
  'reference-own-transcription',
  'reference-queue-backed-runner',
  'reference-request-middlewares',
  'reference-runtime',
  'reference-transcription',
  'routes-cors',
  'routes-hooks',
])

/** Code that is printed as an example of what fails, and the error. */
const failing: Record<string, string> = { 'fetch-first-no-base-path': 'basePath is missing' }

type Handler = (request: Request, env?: unknown) => Response | Promise<Response>

/** What does not compile: an interface without its methods, and code that is printed as an example of what is wrong. */
const TYPE_ERRORS = [
  'fetch-first-no-base-path.ts TS2345',
  'fetch-first-returned-response.ts TS2322',
  'reference-queue-backed-runner.ts TS2304',
  'reference-queue-backed-runner.ts TS2739',
]

type ExpressApp = ReturnType<typeof express> | ReturnType<typeof express4>

let served: Handler | undefined
let server: Server | undefined
let expressApp: ExpressApp | undefined

function keep(handler: Handler): void {
  served = handler
}

/** Defines what the code uses without declaring it. */
function defineFreeNames(source: string): void {
  const agents = { default: greeter() }
  const runtime = new root.CopilotRuntime({ agents })
  // The pattern '/*' is one of Express 4.
  const framework = /\/\*['"]/.test(source) ? express4 : express
  const newExpress = (): ExpressApp => {
    expressApp = framework()
    return expressApp
  }
  const makeExpress = Object.assign(newExpress, framework)
  vi.doMock('express', () => ({ default: makeExpress }))
  class HonoApp extends Hono {
    constructor() {
      super()
      served = this.fetch
    }
  }
  const remote = (): HttpAgent => new HttpAgent({ url: 'http://127.0.0.1:9' })
  const values = {
    ...{ agents, runtime, runner: runtime.runner, yourAgent: remote() },
    ...{ app: makeExpress(), express: makeExpress, Hono: HonoApp },
    ...{ buildDefaultAgent: remote, buildSupportAgent: remote },
    ...{ createCopilotExpressHandler, createCopilotHonoHandler },
    createCopilotRuntimeHandler: root.createCopilotRuntimeHandler,
    CopilotRuntime: root.CopilotRuntime,
    Bun: { serve: (options: { fetch: Handler }) => keep(options.fetch) },
    Deno: { serve: (_options: unknown, handler: Handler) => keep(handler) },
  }
  for (const [name, value] of Object.entries(values)) vi.stubGlobal(name, value)
}

/** Lets servers listen on a free port of loopback, whatever port the code names. */
function listenAnywhere(): void {
  const { listen } = Server.prototype
  vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...args: unknown[]) {
    server = this
    const callback = args.find((arg) => typeof arg === 'function')
    return Reflect.apply(listen, this, [0, '127.0.0.1', callback])
  })
}

/** How requests reach what a module serves. */
async function reachModule(module: Record<string, unknown>): Promise<Send> {
  const { handler, loader, action } = module as Record<string, Handler | undefined>
  const app: unknown = module.default
  const fetches = served ?? handler ?? (Reflect.get(Object(app), 'fetch') as Handler | undefined)
  const env = { OPENAI_API_KEY: 'sk-of-the-process' }
  if (fetches !== undefined)
    return async (path, init) => fetches.call(app, new Request(`http://localhost${path}`, init), env)
  if ('POST' in module) return reachMethods(module)
  if (action !== undefined) {
    return async (path, init) => {
      const request = new Request(`http://localhost${path}`, init)
      const route = (request.method === 'GET' ? (loader ?? action) : action) as unknown as (args: {
        request: Request
      }) => Promise<Response>
      return route({ request })
    }
  }
  const listening = server ?? expressApp?.listen(0)
  if (listening === undefined) throw new Error('The code serves nothing')
  onTestFinished(() => void listening.close())
  if (!listening.listening) await new Promise((resolve) => listening.once('listening', resolve))
  const { port } = listening.address() as AddressInfo
  return (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init)
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  vi.doUnmock('express')
  served = undefined
  server = undefined
  expressApp = undefined
})

test.each(names)('%s', async (name) => {
  await startModel()
  const source = readFileSync(new URL(`${name}.ts`, folder), 'utf8')
  defineFreeNames(source)
  listenAnywhere()
  const load = (): Promise<Record<string, unknown>> => import(`./documents/${name}.ts`)
  if (name in failing) return await expect(load()).rejects.toThrow(failing[name])
  const module = await load()
  if (unreachable.has(name)) return

  const send = await reachModule(module)
  const isSingle = name.endsWith('single-route')
  const info = await (isSingle ? send(base, json({ method: 'info' })) : send(`${base}/info`))
  if (source.includes('agents: {\n    /* ... */')) {
    expect(await info.json()).toMatchObject({ agents: {} })
    return
  }
  expect(await info.json()).toHaveProperty('agents.default')
  const body = runInput([question('hello')])
  const run = isSingle
    ? send(base, json({ method: 'agent/run', params: { agentId: 'default' }, body }))
    : send(`${base}/agent/default/run`, json(body))
  expect(await said(await run)).toBe('Hello RUN_FINISHED')
  if (!name.endsWith('beside-routes')) return
  expect(await (await send('/health')).json()).toEqual({ status: 'healthy' })
})

test('the code compiles', async () => {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  const cwd = fileURLToPath(folder)
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [tsc, '-p', 'tsconfig.json'], { cwd }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    )
  })
  const errors = Array.from(
    output.matchAll(/^(\S+)\(.*?\): error (TS\d+)/gm),
    ([, file, code]) => `${file} ${code}`,
  )
  expect(errors, output).toEqual(TYPE_ERRORS)
}, 240_000)
