import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as client1 from '@ag-ui/client'
import * as client0 from 'ag-ui-client-0'
import { Observable, of } from 'rxjs'
import { afterEach, describe, expect, test } from 'vitest'
import type { EventLike, RunAgentInput } from '../events/events.ts'
import type { AgentLike } from './agent.ts'
import { type Driven, driveAgent } from './drive-agent.ts'

const input: RunAgentInput = {
  threadId: 't',
  runId: 'r',
  protocolVersion: '1.0',
  messages: [{ id: 'u', role: 'user', content: 'hi' }],
  tools: [],
  context: [],
}
const started = { type: 'RUN_STARTED', threadId: 't', runId: 'r' }
const finished = { type: 'RUN_FINISHED', threadId: 't', runId: 'r' }
const text = [
  { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' },
  { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'hey' },
  { type: 'TEXT_MESSAGE_END', messageId: 'm' },
]

interface Drive {
  driven: Driven
  events: EventLike[]
  abort: AbortController
}

function drive(agent: AgentLike): Drive {
  const events: EventLike[] = []
  const abort = new AbortController()
  const driven = driveAgent(agent, input, { signal: abort.signal }, { next: (event) => events.push(event) })
  return { driven, events, abort }
}

async function driveToEnd(agent: AgentLike): Promise<EventLike[]> {
  const { driven, events } = drive(agent)
  await driven.done
  return events
}

let servers: Server[] = []
afterEach(() => {
  for (const server of servers) server.closeAllConnections()
  for (const server of servers) server.close()
  servers = []
})

type Answer = Parameters<typeof createServer>[1]

async function serve(answer: NonNullable<Answer>): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const frame = (event: unknown): string => `data: ${JSON.stringify(event)}\n\n`

describe('an agent by shape', () => {
  test('may return an async iterable', async () => {
    const agent = {
      async *run() {
        yield* [started, finished]
      },
    }
    expect(await driveToEnd(agent)).toEqual([started, finished])
  })

  test('may return an Observable', async () => {
    expect(await driveToEnd({ run: () => of(started, finished) })).toEqual([started, finished])
  })

  test('may be an async function that returns either', async () => {
    const agent = { run: (async () => of(started, finished)) as unknown as AgentLike['run'] }
    expect(await driveToEnd(agent)).toEqual([started, finished])
  })

  test('that returns another value fails with a message about it', async () => {
    const agent = { run: (() => 'nothing') as unknown as AgentLike['run'] }
    await expect(drive(agent).driven.done).rejects.toThrow('not a source of events')
  })

  test('that throws, at once or later, fails with its error', async () => {
    const reason = new Error('reason')
    const atOnce = {
      run: (): never => {
        throw reason
      },
    }
    await expect(drive(atOnce).driven.done).rejects.toBe(reason)
    const later = {
      async *run() {
        yield started
        throw reason
      },
    }
    await expect(drive(later).driven.done).rejects.toBe(reason)
    await expect(
      drive({ run: () => new Observable<EventLike>((to) => to.error(reason)) }).driven.done,
    ).rejects.toBe(reason)
  })

  test('receives a signal that aborts', async () => {
    const agent: AgentLike = {
      async *run(_input, context) {
        yield started
        await new Promise<void>((resolve) => context?.signal.addEventListener('abort', () => resolve()))
        yield finished
      },
    }
    const { driven, events, abort } = drive(agent)
    await expect.poll(() => events).toEqual([started])
    abort.abort()
    await driven.done
    expect(events).toEqual([started, finished])
  })

  test('is ignored after disconnect, and an Observable is unsubscribed', async () => {
    let emit: (event: EventLike) => void = () => {}
    let released = false
    const agent = {
      run: () =>
        new Observable<EventLike>((to) => {
          emit = (event) => to.next(event)
          return () => {
            released = true
          }
        }),
    }
    const { driven, events } = drive(agent)
    emit(started)
    driven.disconnect()
    emit(finished)
    expect(events).toEqual([started])
    expect(released).toBe(true)
  })

  test('a generator in a pending await is not waited for', async () => {
    let cleaned = false
    const agent = {
      async *run() {
        try {
          yield started
          await new Promise(() => {})
        } finally {
          cleaned = true
        }
      },
    }
    const { driven, events } = drive(agent)
    await expect.poll(() => events).toEqual([started])
    driven.disconnect()
    expect(cleaned).toBe(false)
  })
})

describe.each([
  ['1.0.0', client1],
  ['0.0.59', client0 as unknown as typeof client1],
])('an agent built on @ag-ui/client %s', (version, client) => {
  class Scripted extends client.AbstractAgent {
    seen: unknown
    run(given: RunAgentInput): ReturnType<client1.AbstractAgent['run']> {
      this.seen = given
      return of(started, ...text, finished) as unknown as ReturnType<client1.AbstractAgent['run']>
    }
  }

  test('is driven through run()', async () => {
    const agent = new Scripted()
    expect(await driveToEnd(agent)).toEqual([started, ...text, finished])
    expect(agent.messages).toEqual([])
  })

  test('receives the protocol version only if its client knows it', async () => {
    const agent = new Scripted()
    await driveToEnd(agent)
    const { protocolVersion, ...rest } = input
    expect(agent.seen).toEqual(version === '1.0.0' ? { ...rest, protocolVersion } : rest)
  })

  test('runs through its middlewares, the first one outermost', async () => {
    const order: string[] = []
    const agent = new Scripted()
    for (const name of ['outer', 'inner']) {
      agent.use((given, next) => {
        order.push(name)
        return next.run({ ...given, forwardedProps: { via: name } })
      })
    }
    expect(await driveToEnd(agent)).toEqual([started, ...text, finished])
    expect(order).toEqual(['outer', 'inner'])
    expect(agent.seen).toMatchObject({ forwardedProps: { via: 'inner' } })
  })

  test('calls its subscribers and applies its messages', async () => {
    const agent = new Scripted()
    const said: string[] = []
    agent.subscribe({ onTextMessageEndEvent: ({ textMessageBuffer }) => void said.push(textMessageBuffer) })
    expect((await driveToEnd(agent)).map(({ type }) => type)).toEqual(
      [started, ...text, finished].map(({ type }) => type),
    )
    expect(said).toEqual(['hey'])
  })

  test('calls an overridden runAgent()', async () => {
    class Overriding extends Scripted {
      calls = 0
      override runAgent(
        ...given: Parameters<client1.AbstractAgent['runAgent']>
      ): ReturnType<Scripted['runAgent']> {
        this.calls += 1
        return super.runAgent(...given)
      }
    }
    const agent = new Overriding()
    expect((await driveToEnd(agent)).map(({ type }) => type)).toEqual(
      [started, ...text, finished].map(({ type }) => type),
    )
    expect(agent.calls).toBe(1)
  })

  describe('HttpAgent', () => {
    test('streams from its server', async () => {
      const bodies: string[] = []
      const url = await serve((request, response) => {
        request.on('data', (data) => bodies.push(String(data)))
        request.on('end', () => {
          response.writeHead(200, { 'content-type': 'text/event-stream' })
          for (const event of [started, ...text, finished]) response.write(frame(event))
          response.end()
        })
      })
      const agent = new client.HttpAgent({ url, headers: { 'x-own': '1' } })
      expect(await driveToEnd(agent)).toMatchObject([started, ...text, finished])
      expect(JSON.parse(bodies.join(''))).toMatchObject({ threadId: 't', messages: [{ id: 'u' }] })
    })

    test('fails with the status of its server', async () => {
      const url = await serve((_request, response) => {
        response.writeHead(429, { 'content-type': 'application/json' }).end('{"error":"slow down"}')
      })
      await expect(drive(new client.HttpAgent({ url })).driven.done).rejects.toMatchObject({ status: 429 })
    })

    test('closes the connection to its server when it is aborted', async () => {
      let closed = false
      const url = await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(frame(started))
        response.on('close', () => {
          closed = true
        })
      })
      const agent = new client.HttpAgent({ url })
      const { driven, events } = drive(agent)
      driven.done.catch(() => {})
      await expect.poll(() => events.length).toBe(1)
      agent.abortRun()
      await expect.poll(() => closed).toBe(true)
    })

    test('fails when its server breaks off, without an unhandled rejection', async () => {
      const unhandled: unknown[] = []
      const note = (reason: unknown): void => void unhandled.push(reason)
      process.on('unhandledRejection', note)
      try {
        const url = await serve((_request, response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' })
          response.write(frame(started))
          setTimeout(() => response.destroy(), 20)
        })
        await expect(drive(new client.HttpAgent({ url })).driven.done).rejects.toThrow()
        await new Promise((resolve) => setTimeout(resolve, 50))
        expect(unhandled).toEqual([])
      } finally {
        process.off('unhandledRejection', note)
      }
    })

    test('fails when it cannot reach its server', async () => {
      await expect(drive(new client.HttpAgent({ url: 'http://127.0.0.1:1/' })).driven.done).rejects.toThrow()
    })
  })
})
