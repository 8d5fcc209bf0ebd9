import type { AddressInfo } from 'node:net'
import { CopilotRuntime } from '@flightdeck/runtime-core'
import { scriptedAgent } from '@flightdeck/testkit'
import express, { type ErrorRequestHandler } from 'express'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createCopilotExpressHandler } from './index.ts'

type Hooks = Parameters<typeof createCopilotExpressHandler>[0]['hooks']

/** Asks for `/info` under hooks, in an application with an error handler of its own. */
async function infoUnder(hooks: Hooks): Promise<string> {
  const runtime = new CopilotRuntime({ agents: { default: scriptedAgent([]) }, logger: false })
  const app = express()
  app.use('/api', createCopilotExpressHandler({ runtime, basePath: '/', hooks }))
  const onError: ErrorRequestHandler = (_error, _request, response, _next) => {
    response.status(599).send('handled by the application')
  }
  app.use(onError)
  const server = app.listen(0, '127.0.0.1')
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await runtime.close({ drainMs: 0 })
  })
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}/api/info`)
  return `${response.status} ${await response.text()}`
}

const unsendable: readonly [string, () => Promise<Response>][] = [
  [
    'whose body was read',
    async () => {
      const response = new Response('text')
      await response.text()
      return response
    },
  ],
  [
    'whose body is locked',
    async () => {
      const response = new Response('text')
      response.body?.getReader()
      return response
    },
  ],
  ['that is an error', async () => Response.error()],
]

describe('a hook', () => {
  test.each(unsendable)(
    'that returns or throws a Response %s leaves it to the application',
    async (_, make) => {
      expect(await infoUnder({ onResponse: () => make() })).toBe('599 handled by the application')
      const onRequest = async (): Promise<never> => {
        throw await make()
      }
      expect(await infoUnder({ onRequest })).toBe('599 handled by the application')
    },
  )

  test('that returns no Response has no effect, and one that throws something else fails the request', async () => {
    expect(await infoUnder({ onResponse: () => 'text' as never })).toContain('"mode":"sse"')
    const onRequest = async (): Promise<never> => {
      throw new Error('broken')
    }
    expect(await infoUnder({ onRequest })).toContain('500 {"error":"internal_error"')
  })
})
