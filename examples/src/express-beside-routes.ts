import { CopilotRuntime, loopbackHosts } from '@flightdeck/runtime/v2'
import { createCopilotExpressHandler } from '@flightdeck/runtime/v2/express'
import express from 'express'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })
const app = express()

app.use(express.json())
app.get('/', (_req, res) => {
  res.json({ status: 'ok' })
})
app.get('/health', (_req, res) => {
  res.json({ status: 'healthy' })
})
app.use(
  createCopilotExpressHandler({
    runtime,
    basePath: '/api/copilotkit',
    cors: { origin: 'https://app.example.com' },
    allowedHosts: loopbackHosts,
  }),
)

export const server = app.listen(Number(process.env.PORT ?? 4000), '127.0.0.1')
