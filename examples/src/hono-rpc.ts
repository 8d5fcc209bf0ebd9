import { CopilotRuntime } from '@flightdeck/runtime/v2'
import { createCopilotHonoHandler } from '@flightdeck/runtime/v2/hono'
import { Hono } from 'hono'
import { hc } from 'hono/client'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })
const app = new Hono().route(
  '/',
  createCopilotHonoHandler({
    runtime,
    basePath: '/api/copilotkit',
    cors: { origin: 'https://app.example.com' },
  }),
)

/** A client in the same repository gets the types of the routes. */
export async function agentNames(url: string, fetch?: typeof globalThis.fetch): Promise<string[]> {
  const client = hc<typeof app>(url, { ...(fetch && { fetch }) })
  const info = await (await client.api.copilotkit.info.$get()).json()
  return Object.keys(info.agents)
}

export default app
