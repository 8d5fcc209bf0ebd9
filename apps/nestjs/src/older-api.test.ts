// The helper of the older API, in a controller as its documentation shows it, in a Nest application of this process.
import 'reflect-metadata'
import type { AddressInfo } from 'node:net'
import { createScriptedAgent } from '@flightdeck/host-kit'
import { CopilotRuntime, copilotRuntimeNestEndpoint } from '@flightdeck/runtime'
import { All, Controller, type INestApplication, Module, Req, Res } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import type { Request, Response } from 'express'
import { describe, expect, onTestFinished, test } from 'vitest'

const runtime = new CopilotRuntime({ agents: { default: createScriptedAgent() } })

@Controller()
class CopilotKitController {
  @All('/copilotkit')
  copilotkit(@Req() req: Request, @Res() res: Response): Promise<void> {
    const handler = copilotRuntimeNestEndpoint({ runtime, endpoint: '/copilotkit' })
    return handler(req, res)
  }
}

/** The same for both transports, with the path that clients see. */
@Controller()
class PrefixedController {
  readonly #handler = copilotRuntimeNestEndpoint({ runtime, endpoint: '/api/both' })

  @All(['/both', '/both/*path'])
  both(@Req() req: Request, @Res() res: Response): Promise<void> {
    return this.#handler(req, res)
  }
}

@Module({ controllers: [CopilotKitController, PrefixedController] })
class AppModule {}

async function start(
  options: { bodyParser?: boolean; rawBody?: boolean },
  setUp: (app: INestApplication) => void,
): Promise<string> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule, { ...options, logger: ['error'] })
  setUp(app)
  await app.listen(0, '127.0.0.1')
  onTestFinished(() => app.close())
  return `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`
}

const origin = 'https://app.example.com'

function run(url: string): Promise<globalThis.Response> {
  const input = { messages: [{ id: 'u', role: 'user', content: 'say hello' }], threadId: crypto.randomUUID() }
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ method: 'agent/run', params: { agentId: 'default' }, body: input }),
  })
}

describe.each([
  ['with the body parser', {}],
  ['without a body parser', { bodyParser: false }],
  ['with rawBody', { rawBody: true }],
])('a controller of Nest %s', (_name, options) => {
  test('serves runs, below a global prefix as well', async () => {
    const plain = await start(options, () => {})
    const prefixed = await start(options, (app) => void app.setGlobalPrefix('api'))
    for (const url of [`${plain}/copilotkit`, `${prefixed}/api/copilotkit`, `${prefixed}/api/both`]) {
      const response = await run(url)
      expect([response.status, await response.text()], url).toEqual([
        200,
        expect.stringContaining('RUN_FINISHED'),
      ])
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
    }
    expect(await (await fetch(`${prefixed}/api/both/info`)).json()).toMatchObject({ agents: { default: {} } })
    expect((await run(`${prefixed}/copilotkit`)).status).toBe(404)
  })

  test('leaves it to enableCors which pages may call', async () => {
    const url = await start(options, (app) => app.enableCors({ origin, credentials: true }))
    const response = await run(`${url}/copilotkit`)
    await response.text()
    expect(response.headers.get('access-control-allow-origin')).toBe(origin)
    expect(response.headers.get('access-control-allow-credentials')).toBe('true')
    const preflight = await fetch(`${url}/copilotkit`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    })
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, origin])
  })
})
