import { expect } from 'vitest'
import { readEvents } from '../../read-sse.ts'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { inputOf, type Suite } from '../harness/client.ts'
import { forever, gate, typesOf } from '../harness/reading.ts'

export function streamTests({ serve, wire }: Suite): void {
  wire('an event stream has headers that stop proxies from buffering', async () => {
    const client = await serve({ agents: { default: scriptedAgent((input) => saying(input, ['Hi'])) } })
    const input = inputOf({ threadId: 't1' })
    for (const response of [
      await client.run(input),
      await client.connect('t1'),
      await client.suggest(input),
    ]) {
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('text/event-stream')
      expect(response.headers.get('cache-control')).toBe('no-cache, no-store, no-transform')
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(response.headers.get('x-accel-buffering')).toBe('no')
      expect(response.headers.get('content-encoding')).toBeNull()
      await response.text()
    }
  })

  wire('response headers arrive before the first event of the agent', async () => {
    const speak = gate()
    const agent = scriptedAgent((input) => [{ until: speak.opened }, ...saying(input, ['Hi'])])
    const client = await serve({ agents: { default: agent } })
    const response = await client.run(inputOf({ threadId: 't1' }))
    expect(response.status).toBe(200)
    speak.open()
    expect(typesOf(await readEvents(response))).toContain('TEXT_MESSAGE_CONTENT')
  })

  wire('RUN_STARTED arrives while the agent is silent', async () => {
    const client = await serve({ agents: { default: scriptedAgent([{ until: forever }]) } })
    const response = await client.run(inputOf({ threadId: 't1' }))
    const text = await textUntil(response, 'RUN_STARTED')
    expect(text).toContain('"threadId":"t1"')
  })

  wire('comments keep an idle stream open and are not events', async () => {
    const speak = gate()
    const agent = scriptedAgent((input) => [{ until: speak.opened }, ...saying(input, ['Hi'])])
    const client = await serve({ agents: { default: agent }, keepAliveMs: 20 })
    const response = await client.run(inputOf({ threadId: 't1' }))
    const copy = response.clone()
    await textUntil(response, ': keep-alive\n\n')
    speak.open()
    expect(typesOf(await readEvents(copy))).toEqual([
      'RUN_STARTED',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ])
  })

  wire('a frame is a data line, an id line and an empty line, with line feeds only', async () => {
    const client = await serve({
      agents: { default: scriptedAgent((input) => saying(input, ['two\r\nlines'])) },
    })
    const text = await (await client.run(inputOf({ threadId: 't1' }))).text()
    expect(text).not.toContain('\r')
    for (const frame of text.split('\n\n').slice(0, -1)) expect(frame).toMatch(/^data: \{.*\}\nid: \S+\.\d+$/)
  })

  wire('a thousand buffered events arrive complete and in order', async () => {
    const pieces = Array.from({ length: 1_000 }, (_, index) => `${index} `)
    const client = await serve({ agents: { default: scriptedAgent((input) => saying(input, pieces)) } })
    const events = await readEvents(await client.run(inputOf({ threadId: 't1' })))
    expect(events.flatMap(({ delta }) => (delta === undefined ? [] : [delta]))).toEqual(pieces)
  })
}

/** Reads a response as text until it contains the wanted text, then disconnects. */
async function textUntil(response: Response, wanted: string): Promise<string> {
  let text = ''
  if (response.body === null) throw new Error('The response has no body')
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  while (!text.includes(wanted)) {
    const { done, value } = await reader.read()
    if (done) throw new Error(`The stream ended without '${wanted}': ${text}`)
    text += value
  }
  void reader.cancel().catch(() => {})
  return text
}
