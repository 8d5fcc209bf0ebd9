// The names that the code uses without declaring them.
type AgentsRecord = Record<string, import('@ag-ui/client').AbstractAgent>

declare global {
  const app: import('express').Express
  const runtime: import('@flightdeck/runtime/v2').CopilotRuntime
  const agents: AgentsRecord
  const runner: import('@flightdeck/runtime/v2').AgentRunner
  const yourAgent: import('@ag-ui/client').AbstractAgent
  const buildDefaultAgent: () => import('@ag-ui/client').AbstractAgent
  const buildSupportAgent: () => import('@ag-ui/client').AbstractAgent
  const Hono: typeof import('hono').Hono
  const express: typeof import('express')
  const CopilotRuntime: typeof import('@flightdeck/runtime').CopilotRuntime
  const createCopilotRuntimeHandler: typeof import('@flightdeck/runtime/v2').createCopilotRuntimeHandler
  const createCopilotExpressHandler: typeof import('@flightdeck/runtime/express').createCopilotExpressHandler
  const createCopilotHonoHandler: typeof import('@flightdeck/runtime/hono').createCopilotHonoHandler
  const Bun: { serve(options: { fetch(request: Request): Response | Promise<Response>; port: number }): void }
  const Deno: {
    serve(options: { port: number }, handler: (request: Request) => Response | Promise<Response>): void
  }
}

export {}
