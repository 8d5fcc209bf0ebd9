import { once } from 'node:events'
import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createCopilotExpressHandler } from '@flightdeck/adapter-express'
import { createCopilotHonoHandler } from '@flightdeck/adapter-hono'
import { createCopilotNodeListener } from '@flightdeck/adapter-node'
import type { CopilotRuntimeHandlerOptions } from '@flightdeck/runtime-core'
import { createCopilotRuntimeHandler } from '@flightdeck/runtime-core'
import { createAdaptorServer } from '@hono/node-server'
import express from 'express'
import { onTestFinished } from 'vitest'

export const API = '/api/copilotkit'

type Options = CopilotRuntimeHandlerOptions & { basePath: string }
type Fetch = (request: Request) => Response | Promise<Response>

/** All ways to mount a runtime, by name. Each creates a server that does not listen yet. */
export const hosts: Readonly<Record<string, (options: Options) => Server>> = {
  'the fetch handler alone': (options) => fromFetch(createCopilotRuntimeHandler(options)),
  'adapter-node': (options) => createServer(createCopilotNodeListener(options)),
  'adapter-express': (options) => createServer(inExpress(options, [])),
  'adapter-express behind express.json()': (options) => createServer(inExpress(options, [express.json()])),
  'adapter-hono': (options) => fromFetch(createCopilotHonoHandler(options).fetch),
}

function inExpress(options: Options, before: express.RequestHandler[]): RequestListener {
  return express().use(...before, createCopilotExpressHandler(options))
}

function fromFetch(fetch: Fetch): Server {
  const server = createAdaptorServer({ fetch })
  if ('setTimeout' in server && 'closeAllConnections' in server) return server
  throw new Error('Expected an HTTP/1 server')
}

/** Starts a host for one test, and returns its origin. */
export async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
