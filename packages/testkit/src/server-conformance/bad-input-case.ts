import { expect } from 'vitest'
import { type ScriptedAgent, saying, scriptedAgent } from '../scripted-agent.ts'
import { type Client, pathOf, type Suite } from './client.ts'
import type { TransportMode } from './server-under-test.ts'

/** One case of bad input. */
export interface BadInputCase {
  /** Its first cell in the table of `docs/protocol.md`. */
  readonly name: string
  /** @default both */
  readonly modes?: readonly TransportMode[]
  check(suite: Suite): Promise<void>
}

/** Compares a refusal's status and body; `body` may leave keys out. Nothing of a stack may be in it. */
export async function expectRefusal(response: Response, status: number, body: object): Promise<void> {
  const text = await response.text()
  expect(JSON.parse(text)).toMatchObject(body)
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(text).not.toMatch(/\.[jt]s:\d|\bat .*\(/)
}

/** An agent that says `Hi`. */
export function polite(): ScriptedAgent {
  return scriptedAgent((input) => saying(input, ['Hi']))
}

/** Sends bytes as they are to where a run is asked for. */
export function sendRaw(
  client: Client,
  body: Uint8Array<ArrayBuffer> | string,
  headers: Record<string, string>,
): Promise<Response> {
  const path = client.mode === 'single-route' ? '' : pathOf({ method: 'agent/run', agentId: 'default' })
  return fetch(client.url + path, { method: 'POST', body, headers })
}
