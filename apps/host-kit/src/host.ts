/** One mount of the runtime in an app. */
export interface Mount {
  /** The base path, such as `/api/copilotkit`. */
  path: string
  /** One path per operation, or one path for all. @default 'multi-route' */
  mode?: 'multi-route' | 'single-route' | undefined
  /** Which pages of other origins CORS allows: those of `https://app.example`, all, or none. @default none */
  cors?: 'named' | 'all' | undefined
}

/** A sample app, as the shared checks start it and send requests to it. */
export interface Host {
  /** The name of the host, for test titles. */
  name: string
  /** The app's folder: `import.meta.dirname` of the file that describes it. */
  folder: string
  /**
   * The command that starts the server, with its arguments. Programs in the app's `node_modules/.bin` are found by name.
   * The server must listen on 127.0.0.1, on the port in `PORT`, and print its address.
   */
  command: readonly [string, ...string[]]
  /** Environment variables, in addition to those of this process. */
  env?: Readonly<Record<string, string>> | undefined
  /** Whether the server accepts port 0 for a free port and prints the port it chose. @default true */
  choosesPort?: boolean | undefined
  /** The mounts of the runtime. */
  mounts: readonly Mount[]
  /** Other paths of the app, which must be served beside the runtime. @default ['/health'] */
  own?: readonly string[] | undefined
  /** Idle seconds that a stream must survive, for hosts that close idle connections. @default 0 */
  idleSeconds?: number | undefined
  /** Additional questions and the expected replies of the agent. @default none */
  replies?: Readonly<Record<string, string>> | undefined
}
