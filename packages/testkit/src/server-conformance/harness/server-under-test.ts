import type { AgentLike } from '@flightdeck/run-engine'

/** How requests name their operation: by path and method, or by an envelope sent to a single path. */
export type TransportMode = 'multi-route' | 'single-route'

/** A server that a conformance test talks to. */
export interface ServerUnderTest {
  /** Its base URL, with the base path and without a trailing slash: `http://127.0.0.1:4000/api/copilotkit`. */
  url: string
  /** Sends a request to it, for a server without a socket. @default the global `fetch` */
  fetch?: typeof fetch | undefined
  /** Closes it and every connection, also those of running runs. */
  close(): Promise<void>
}

/** Arguments of a hook that the checks read. */
export interface HookArguments {
  readonly request: Request
  readonly path: string
}

/** Arguments of `afterRequestMiddleware` that the checks read. */
export interface AfterArguments {
  readonly path: string
  readonly response: Response
  readonly messages: readonly unknown[]
  readonly threadId?: string | undefined
  readonly runId?: string | undefined
}

/** Arguments of `authorize` that the checks read. */
export interface AuthorizeArguments {
  readonly user: { readonly id: string } | null
  readonly action: string
  readonly agentId?: string | undefined
  readonly threadId?: string | undefined
}

/** Arguments of a transcription service. */
export interface TranscriptionArguments {
  readonly audioFile: File
  readonly mimeType?: string | undefined
  readonly size?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** The methods of a transcription service that a server calls. */
export interface TranscriptionLike {
  transcribeFile(options: TranscriptionArguments): Promise<string>
  transcribeFileStream?(options: TranscriptionArguments): AsyncIterable<string>
}

/**
 * The server that a check needs. It has a base path other than `/` and its own store; options that are not set have their
 * defaults.
 */
export interface ServerOptions {
  /** The agents by id, or a function of the request that returns them. */
  agents:
    | Readonly<Record<string, AgentLike>>
    | ((context: { request: Request }) => Readonly<Record<string, AgentLike>>)
  mode: TransportMode
  cors?: boolean | { origin: string[]; credentials?: boolean | undefined } | undefined
  limits?:
    | {
        maxBodyBytes?: number | undefined
        maxMessages?: number | undefined
        maxEventsPerRun?: number | undefined
        maxEventBytes?: number | undefined
        maxStateBytes?: number | undefined
        maxPatchOperations?: number | undefined
        maxRunMs?: number | undefined
        maxReadersPerThread?: number | undefined
      }
    | undefined
  transcriptionService?: TranscriptionLike | undefined
  transcription?: { maxBytes?: number | undefined; timeoutMs?: number | undefined } | undefined
  /** Milliseconds without an event after which a stream sends a comment. */
  keepAliveMs?: number | undefined
  /** Milliseconds that an agent has to end after an abort. */
  stopGraceMs?: number | undefined
  /** What a run on a busy thread does. */
  onConcurrentRun?: 'reject' | 'queue' | 'interrupt' | undefined
  onDisconnect?: 'continue' | 'cancel' | undefined
  forwardHeaders?: false | { allow: string[] } | undefined
  identifyUser?: ((request: Request) => { id: string } | null) | undefined
  authorize?: ((asked: AuthorizeArguments) => boolean) | undefined
  generateThreadName?: ((asked: { readonly messages: readonly unknown[] }) => string | undefined) | undefined
  threads?:
    | {
        allowClear?: boolean | undefined
        allowImport?: boolean | undefined
        maxPageSize?: number | undefined
        maxSubscribers?: number | undefined
      }
    | undefined
  beforeRequestMiddleware?: ((call: HookArguments) => Request | undefined) | undefined
  afterRequestMiddleware?: ((call: AfterArguments) => void) | undefined
  hooks?:
    | {
        onRequest?: ((call: HookArguments) => Request | undefined) | undefined
        onBeforeHandler?: ((call: HookArguments) => Request | undefined) | undefined
        onResponse?:
          | ((call: HookArguments & { readonly response: Response }) => Response | undefined)
          | undefined
        onError?: ((call: HookArguments & { readonly error: unknown }) => Response | undefined) | undefined
      }
    | undefined
}

/** Starts a server for one test, on a free port. */
export type StartServer = (options: ServerOptions) => Promise<ServerUnderTest>
