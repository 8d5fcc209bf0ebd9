import type * as nodeAdapter from '@flightdeck/adapter-node'

/** What the endpoints need of a host with sockets. */
export type SocketAdapter = Pick<typeof nodeAdapter, 'createMountedNodeHandler'>

/**
 * Stands for that of `@flightdeck/adapter-node` where the host has no sockets (workers, edge functions, browsers), so that no
 * bundle for these carries code of Node.
 *
 * @throws Error that says how to serve a runtime there
 */
export const createMountedNodeHandler: SocketAdapter['createMountedNodeHandler'] = () => {
  throw new Error(
    'This endpoint needs node:http. On other hosts, call the handler with a Request: handler(request), or use ' +
      'copilotRuntimeNextJSAppRouterEndpoint.',
  )
}
