// The server of src/conformance.test.ts: a NestJS app serves runtimes that a test in another process configures.
import 'reflect-metadata'
import type { AddressInfo } from 'node:net'
import { createRelay } from '@flightdeck/host-kit/relay'
import { createCopilotNodeHandler } from '@flightdeck/runtime/v2/node'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { AppModule } from './app.module.ts'

const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: ['error', 'warn'] })
app.use(createCopilotNodeHandler(createRelay()))

await app.listen(Number(process.env.PORT), '127.0.0.1')
const { port } = app.getHttpServer().address() as AddressInfo
console.log(`Listening at http://127.0.0.1:${port}`)
