import { CopilotRuntime, loopbackHosts } from '@flightdeck/runtime/v2'
import { createCopilotExpressHandler } from '@flightdeck/runtime/v2/express'
import express from 'express'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })
const app = express()

app.use(
  createCopilotExpressHandler({
    runtime,
    basePath: '/api/copilotkit',
    cors: { origin: 'https://app.example.com', methods: ['GET', 'POST', 'OPTIONS'], credentials: true },
    allowedHosts: loopbackHosts,
    hooks: {
      onRequest: ({ request }) => {
        if (!request.headers.get('authorization')) throw new Response('Unauthorized', { status: 401 })
      },
    },
  }),
)

export const server = app.listen(Number(process.env.PORT ?? 4000), '127.0.0.1')
