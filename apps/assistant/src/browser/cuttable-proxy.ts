import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/** A proxy that can close the connections between a browser and a server. */
export interface CuttableProxy {
  url: string
  /** Closes every open connection. New ones are accepted. */
  cut(): void
  close(): void
}

export async function startCuttableProxy(port: number): Promise<CuttableProxy> {
  const sockets = new Set<Socket>()
  const server = createServer((downstream) => {
    const upstream = connect(port, '127.0.0.1')
    for (const socket of [downstream, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        downstream.destroy()
        upstream.destroy()
      })
    }
    downstream.pipe(upstream).pipe(downstream)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    close() {
      cut()
      server.close()
    },
  }
}
