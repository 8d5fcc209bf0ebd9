import { Agent, get } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import type { Host } from './host.ts'
import { startHost } from './start-host.ts'

/** Longer than the 5 seconds after which Node closes an idle connection by default, shorter than those of balancers. */
const IDLE_MS = 8_000

/** Declares a test that a client can use a connection again after it was idle, as load balancers do. */
export function keepAliveTest(host: Host): void {
  test(`${host.name} keeps an idle connection of a pooled client`, async () => {
    const server = await startHost(host)
    onTestFinished(server.stop)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    const [path = '/'] = host.own ?? ['/health']

    const request = (): Promise<boolean> =>
      new Promise((resolve, reject) => {
        const sent = get(server.url + path, { agent }, (response) => {
          response.resume().once('end', () => resolve(sent.reusedSocket))
        })
        sent.once('error', reject)
      })

    expect(await request()).toBe(false)
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
    expect(await request()).toBe(true)
  }, 120_000)
}
