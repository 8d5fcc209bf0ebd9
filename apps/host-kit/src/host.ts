/** One place where an app has the runtime. */
export interface Mount {
  /** The base path, such as `/api/copilotkit`. */
  path: string
  /** How requests name their operation. @default 'multi-route' */
  mode?: 'multi-route' | 'single-route' | undefined
  /** Whether pages of other origins may call. @default false */
  cors?: boolean | undefined
}

/** A sample app, as the shared checks start it and talk to it. */
export interface Host {
  /** What the app runs on, for people. */
  name: string
  /** The app's folder: `import.meta.dirname` of the file that describes it. */
  folder: string
  /**
   * The command that starts the server, and its arguments; programs of the app's `node_modules` by their plain name.
   * The server listens on 127.0.0.1, on the port in `PORT`, and prints its address.
   */
  command: readonly [string, ...string[]]
  /** Environment variables beside those of this process. */
  env?: Readonly<Record<string, string>> | undefined
  /** Whether the server takes port 0 for any free one and prints which. @default true */
  choosesPort?: boolean | undefined
  /** Where the runtime is. */
  mounts: readonly Mount[]
  /** Paths of the app's own that must be served beside the runtime. @default ['/health'] */
  own?: readonly string[] | undefined
  /** Seconds of silence that a stream must outlast, where a host is known to cut idle connections. @default 0 */
  silentSeconds?: number | undefined
  /** What the agent must answer to a question, beside what every host is asked. @default nothing */
  says?: Readonly<Record<string, string>> | undefined
}
