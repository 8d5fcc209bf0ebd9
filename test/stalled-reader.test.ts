import { spawn } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'

const EVENTS = 200_000
/** How long the client reads nothing: a queue for it would be full long before. */
const STALL_MS = process.env.TEST_FULL ? 60_000 : 3_000
/**
 * The text of the first run, socket buffers and one chunk in transit are about 4.5 MB. A queue of unread events would be
 * about 20 MB.
 */
const SLACK_BYTES = 8_000_000

async function serve(): Promise<number> {
  const script = new URL('./stalled-server.mjs', import.meta.url).pathname
  const child = spawn(process.execPath, ['--expose-gc', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  for await (const line of createInterface(child.stdout)) return Number(line)
  throw new Error('The server exited before it listened')
}

/** Starts a run over a raw socket, so that the test controls when it is read. */
function startRun(port: number, threadId: string): Socket {
  const body = JSON.stringify({
    threadId,
    runId: `run-of-${threadId}`,
    messages: [],
    tools: [],
    context: [],
    forwardedProps: { events: EVENTS },
  })
  const socket = connect(port, '127.0.0.1')
  socket.write(
    `POST /agent/default/run HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nconnection: close\r\n` +
      `content-length: ${body.length}\r\n\r\n${body}`,
  )
  onTestFinished(() => void socket.destroy())
  return socket
}

/** Counts the content events on a socket. Resolves when it ends. */
function countEvents(socket: Socket): Promise<number> {
  let count = 0
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (data) => {
    const text = rest + data
    const pieces = text.split('"TEXT_MESSAGE_CONTENT"')
    count += pieces.length - 1
    rest = (pieces.at(-1) ?? '').slice(-40)
  })
  return new Promise((resolve, reject) => {
    socket.on('end', () => resolve(count))
    socket.on('error', reject)
  })
}

async function memoryWhenEmitted(port: number): Promise<number> {
  let memory = { emitted: 0, bytes: 0 }
  await expect
    .poll(
      async () => {
        memory = (await (await fetch(`http://127.0.0.1:${port}/memory`)).json()) as typeof memory
        return memory.emitted
      },
      { timeout: 30_000, interval: 250 },
    )
    .toBe(EVENTS)
  return memory.bytes
}

const goOn = (port: number): Promise<Response> => fetch(`http://127.0.0.1:${port}/go-on`)

test('a client that stops reading a run of 200,000 events uses no memory beyond the log', async () => {
  const port = await serve()

  const reading = startRun(port, 'reading')
  const read = countEvents(reading)
  const withReader = await memoryWhenEmitted(port)
  await goOn(port)
  expect(await read).toBe(EVENTS)

  const stalled = startRun(port, 'stalled')
  stalled.pause()
  await memoryWhenEmitted(port)
  await new Promise((resolve) => setTimeout(resolve, STALL_MS))
  const withStalled = await memoryWhenEmitted(port)
  expect(withStalled - withReader).toBeLessThan(SLACK_BYTES)

  await goOn(port)
  const late = countEvents(stalled)
  stalled.resume()
  expect(await late).toBe(EVENTS)
}, 150_000)
