import { paramNames, type RouteRow, routeTable } from '@flightdeck/protocol'
import { scriptedAgent } from '@flightdeck/testkit'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { RouteInfo } from '../routing/route-match.ts'
import { CopilotRuntime } from '../runtime/copilot-runtime.ts'
import { createCopilotRuntimeHandler } from '../server/handler.ts'

const values: Readonly<Record<string, string>> = { agentId: 'my agent', threadId: 'my/thread' }

/** What `onBeforeHandler` is told of a request, and the status of its answer. */
async function toldOf(mode: 'multi-route' | 'single-route', request: Request): Promise<[unknown, number]> {
  const routes: RouteInfo[] = []
  const runtime = new CopilotRuntime({ agents: { default: scriptedAgent([]) }, logger: false })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const hooks = {
    onBeforeHandler: ({ route }: { route: RouteInfo }) => {
      routes.push(route)
      throw new Response(null, { status: 204 })
    },
  }
  const handler = createCopilotRuntimeHandler({ runtime, mode, basePath: '/api', hooks })
  const { status } = await handler(request)
  expect(routes).toHaveLength(1)
  return [routes[0], status]
}

/** The parameters of the path alone: a thread that is in the body is none of them. */
function expectedOf({ name, pattern }: RouteRow): object {
  return { method: name, ...Object.fromEntries(paramNames(pattern).map((param) => [param, values[param]])) }
}

describe('onBeforeHandler is told the route with the parameters of its path, and no other', () => {
  const init = (body: object): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const input = { threadId: 'in the body', runId: 'r', messages: [] }

  test.each(routeTable)('$name by its path', async (row) => {
    const path = row.pattern.replace(/:([^/]+)/g, (_, param) => encodeURIComponent(values[param] ?? ''))
    const [method] = row.methods
    const request = new Request(`http://host/api${path}`, method === 'GET' ? {} : { ...init(input), method })
    expect(await toldOf('multi-route', request)).toEqual([expectedOf(row), 204])
  })

  const enveloped = routeTable.filter(({ envelopeBody }) => (envelopeBody as string) !== 'none')

  test.each(enveloped)('$name in an envelope', async (row) => {
    const params = Object.fromEntries(paramNames(row.pattern).map((param) => [param, values[param]]))
    const request = new Request('http://host/api', init({ method: row.name, params, body: input }))
    expect(await toldOf('single-route', request)).toEqual([expectedOf(row), 204])
  })
})
