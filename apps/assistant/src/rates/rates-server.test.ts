import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RatesServer, startRatesServer } from './rates-server.ts'

let rates: RatesServer
beforeAll(async () => {
  rates = await startRatesServer()
})
afterAll(() => rates.close())

async function connect(headers: Record<string, string>): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' })
  const transport = new StreamableHTTPClientTransport(new URL(rates.url), { requestInit: { headers } })
  await client.connect(transport as Parameters<Client['connect']>[0])
  return client
}

describe('the MCP server with exchange rates', () => {
  it('converts, in either direction', async () => {
    const client = await connect(rates.headers)
    const call = async (args: object) => {
      const { content } = await client.callTool({ name: 'convert_currency', arguments: { ...args } })
      return (content as { text: string }[])[0]?.text ?? ''
    }
    expect(JSON.parse(await call({ amount: 100, from: 'EUR', to: 'usd' }))).toMatchObject({
      amount: 117.2,
      currency: 'USD',
    })
    expect(JSON.parse(await call({ amount: 117.2, from: 'USD', to: 'EUR' }))).toMatchObject({ amount: 100 })
    expect(await call({ amount: 1, from: 'EUR', to: 'constructor' })).toContain(
      "Unknown currency 'constructor'",
    )
    await client.close()
  })

  it('refuses requests without the required header', async () => {
    await expect(connect({ authorization: 'Bearer guess' })).rejects.toThrow()
    expect((await fetch(rates.url, { method: 'POST' })).status).toBe(401)
  })
})
