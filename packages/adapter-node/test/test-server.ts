import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

/** A server of one test. */
export interface TestServer {
  readonly port: number
  readonly url: string
  readonly server: Server
}

/** Listens on a free port until the test is over. */
export async function listen(listener: RequestListener, options: ServerOptions = {}): Promise<TestServer> {
  const server = createServer(options, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  return { port: address.port, url: `http://127.0.0.1:${address.port}`, server }
}

/** A client that sends exactly the given bytes, and keeps what it receives. */
export interface RawClient {
  readonly socket: Socket
  /** Everything received so far, as latin1 text. */
  readonly received: string
  send(text: string): void
  /** Resolves with everything received, once that contains `text`. Rejects if the connection closes before. */
  until(text: string): Promise<string>
  /** Resolves with everything received, once the connection is closed, with or without an error. */
  readonly closed: Promise<string>
}

/** Connects a {@link RawClient} until the test is over. */
export function rawClient(port: number, firstText = ''): RawClient {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  let received = ''
  socket.setEncoding('latin1')
  socket.on('data', (text) => {
    received += String(text)
  })
  // `closed` resolves after a reset as well.
  socket.on('error', () => {})
  socket.on('end', () => socket.end())
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(received)))
  onTestFinished(() => {
    socket.destroy()
  })
  socket.write(firstText)
  return {
    socket,
    closed,
    get received() {
      return received
    },
    send: (text) => void socket.write(text),
    until: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (received.includes(text)) finish(() => resolve(received))
        }
        const onClose = (): void =>
          finish(() => reject(new Error(`Closed before '${text}', after '${received}'`)))
        const finish = (settle: () => void): void => {
          socket.off('data', look).off('close', onClose)
          settle()
        }
        socket.on('data', look).on('close', onClose)
        look()
      }),
  }
}

/** A request head of the given lines, with the empty line after it. */
export function head(...lines: string[]): string {
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** Collects the process warnings of a test, such as too many listeners. */
export function processWarnings(): readonly Error[] {
  const warnings: Error[] = []
  const add = (warning: Error): void => void warnings.push(warning)
  process.on('warning', add)
  onTestFinished(() => void process.off('warning', add))
  return warnings
}

/** Waits until a count has grown and stopped growing, and returns it. */
export async function settled(count: () => number): Promise<number> {
  let before = 0
  while (before !== count() || before === 0) {
    before = count()
    await sleep(100)
  }
  return before
}

/** A promise and the functions that settle it. */
export function deferred<T = void>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let settle: (value: T) => void = () => {}
  const promise = new Promise<T>((resolve) => {
    settle = resolve
  })
  return { promise, resolve: (value) => settle(value) }
}
