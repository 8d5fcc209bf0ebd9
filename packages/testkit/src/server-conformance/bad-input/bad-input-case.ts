import { expect } from 'vitest'
import { type ScriptedAgent, saying, scriptedAgent } from '../../scripted-agent.ts'
import type { CheckTag } from '../harness/checks.ts'
import type { Client, Suite } from '../harness/client.ts'
import type { TransportMode } from '../harness/server-under-test.ts'

/** One case of bad input. */
export interface BadInputCase {
  /** Its first cell in the table of `docs/protocol.md`. */
  readonly name: string
  /** @default both */
  readonly modes?: readonly TransportMode[]
  /** @default core */
  readonly tag?: CheckTag
  check(suite: Suite): Promise<void>
}

/** Compares the status and body of an error response; `body` may omit keys. The text must not contain a stack trace. */
export async function expectRefusal(response: Response, status: number, body: object): Promise<void> {
  const text = await response.text()
  expect(JSON.parse(text)).toMatchObject(body)
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(text).not.toMatch(/\.[jt]s:\d|\bat .*\(/)
}

/** An agent that says `Hi`. */
export function polite(): ScriptedAgent {
  return scriptedAgent((input) => saying(input, ['Hi']))
}

/** Sends a raw body to the run route. */
export function sendRaw(
  client: Client,
  body: Uint8Array<ArrayBuffer> | string,
  headers: Record<string, string>,
): Promise<Response> {
  return client.fetch(client.addressOf({ method: 'agent/run', agentId: 'default' }), {
    method: 'POST',
    body,
    headers,
  })
}
