import { CopilotRuntime } from '@flightdeck/runtime'
import {
  createCopilotEndpointExpress,
  createCopilotEndpointSingleRouteExpress,
} from '@flightdeck/runtime/express'
import express from 'express'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })
const app = express()

// NestJS: the same lines, with the app returned by NestFactory.create<NestExpressApplication>(AppModule).
app.use(
  '/api/copilotkit',
  createCopilotEndpointExpress({ runtime, basePath: '/', cors: { origin: 'https://app.example.com' } }),
)
app.use(
  '/api/single',
  createCopilotEndpointSingleRouteExpress({
    runtime,
    basePath: '/',
    cors: { origin: 'https://app.example.com' },
  }),
)

export const server = app.listen(Number(process.env.PORT ?? 4000), '127.0.0.1')
