import { connect, createServer, type Socket } from 'node:net'

/** A connection to a server through which a test decides what passes. */
export interface TcpProxy {
  readonly port: number
  /** `cut`: nothing passes in either direction, also on new connections, and no connection is closed. */
  cut(): void
  /** Lets new connections through. Those that were cut stay so, as if their packets were lost. */
  heal(): void
  close(): Promise<void>
}

/** Starts a proxy to a server. */
export async function startTcpProxy(host: string, port: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((client) => {
    const upstream = connect(port, host)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    if (isCut) {
      client.pause()
      return
    }
    client.pipe(upstream).pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    cut: () => {
      isCut = true
      for (const socket of sockets) socket.unpipe().pause()
    },
    heal: () => {
      isCut = false
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
