// Runs src/documented/main.ts, which the documentation of @copilotkit/runtime prints, with the names of the packages replaced.
import 'reflect-metadata'
import { type AddressInfo, Server } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'

test('the documented main.ts serves the runtime', async () => {
  const { listen } = Server.prototype
  const listening = new Promise<Server>((resolve) => {
    vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...args: unknown[]) {
      this.once('listening', () => resolve(this))
      const callback = args.find((arg) => typeof arg === 'function')
      return Reflect.apply(listen, this, [0, '127.0.0.1', callback])
    })
  })
  onTestFinished(() => void vi.restoreAllMocks())
  // By a name in a variable, since compiler options of its own apply to it.
  const name = 'main'
  await import(`./documented/${name}.ts`)
  const server = await listening
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const info = await fetch(`http://127.0.0.1:${port}/api/copilotkit/info`)
  expect(await info.json()).toMatchObject({
    agents: { default: { className: 'BasicAgent', description: 'You are helpful.' } },
  })
})
