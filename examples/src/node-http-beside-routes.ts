import { createServer } from 'node:http'
import { CopilotRuntime, createCopilotRuntimeHandler, loopbackHosts } from '@flightdeck/runtime/v2'
import { createCopilotNodeHandler } from '@flightdeck/runtime/v2/node'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })
const copilotHandler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
  cors: { origin: 'https://app.example.com' },
  allowedHosts: loopbackHosts,
})
const copilotNodeHandler = createCopilotNodeHandler(copilotHandler)

export const server = createServer(async (req, res) => {
  const url = new URL(req.url ?? '/', `http://${req.headers.host}`)
  if (url.pathname.startsWith('/api/copilotkit')) return copilotNodeHandler(req, res)
  res.writeHead(200, { 'Content-Type': 'application/json' })
  res.end(JSON.stringify({ status: url.pathname === '/health' ? 'healthy' : 'ok' }))
}).listen(Number(process.env.PORT ?? 4000), '127.0.0.1')
