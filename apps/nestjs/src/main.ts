import 'reflect-metadata'
import type { AddressInfo } from 'node:net'
import { loopbackHosts } from '@flightdeck/runtime/v2'
import {
  createCopilotEndpointExpress,
  createCopilotEndpointSingleRouteExpress,
  createCopilotExpressHandler,
} from '@flightdeck/runtime/v2/express'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { AppModule } from './app.module.ts'
import { runtime } from './copilot.ts'

const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: ['error', 'warn'] })

// Middleware mounted with `use` keeps its path: the global prefix applies to controllers only.
if (process.env.GLOBAL_PREFIX) app.setGlobalPrefix(process.env.GLOBAL_PREFIX)

app.use(
  '/api/copilotkit',
  createCopilotEndpointExpress({ runtime, basePath: '/', allowedHosts: loopbackHosts }),
)
app.use(
  '/api/copilotkit-single',
  createCopilotEndpointSingleRouteExpress({ runtime, basePath: '/', allowedHosts: loopbackHosts }),
)

// Nest's body parser comes first, and its limit applies: the default of Express is 100 kB.
app.useBodyParser('json', { limit: '10mb' })
app.use(
  createCopilotExpressHandler({
    runtime,
    basePath: '/parsed/copilotkit',
    cors: false,
    allowedHosts: loopbackHosts,
  }),
)

// A load balancer keeps idle connections for a minute, and must be the first to close one.
Object.assign(app.getHttpServer(), { keepAliveTimeout: 65_000, headersTimeout: 66_000 })

await app.listen(Number(process.env.PORT || 4000), '127.0.0.1')
const { port } = app.getHttpServer().address() as AddressInfo
console.log(`Listening at http://127.0.0.1:${port}/api/copilotkit`)

process.once('SIGTERM', async () => {
  // Load balancers go on sending requests for READY_GRACE_MS: the server closes after the runtime.
  await runtime.close({ drainMs: 60_000, readyGraceMs: Number(process.env.READY_GRACE_MS ?? 5_000) })
  await app.close()
})
