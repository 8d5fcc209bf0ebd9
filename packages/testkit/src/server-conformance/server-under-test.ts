import type { AgentLike } from '@flightdeck/run-engine'

/** How requests name their operation: one path for each, or one address that takes envelopes. */
export type TransportMode = 'multi-route' | 'single-route'

/** A server that a conformance test talks to. */
export interface ServerUnderTest {
  /** Its base address, base path included and without a closing slash: `http://127.0.0.1:4000/api/copilotkit`. */
  url: string
  /** Closes it and every connection, also those of runs that last. */
  close(): Promise<void>
}

/** What a hook is told, as far as the tests look. */
export interface HookArguments {
  readonly request: Request
  readonly path: string
}

/** What `afterRequestMiddleware` is told, as far as the tests look. */
export interface AfterArguments {
  readonly path: string
  readonly response: Response
  readonly messages: readonly unknown[]
  readonly threadId?: string | undefined
  readonly runId?: string | undefined
}

/** What `authorize` is asked, as far as the tests look. */
export interface AuthorizeArguments {
  readonly user: { readonly id: string } | null
  readonly action: string
  readonly agentId?: string | undefined
  readonly threadId?: string | undefined
}

/** What a transcription service is given. */
export interface TranscriptionArguments {
  readonly audioFile: File
  readonly mimeType?: string | undefined
  readonly size?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** A transcription service, as far as a server needs one. */
export interface TranscriptionLike {
  transcribeFile(options: TranscriptionArguments): Promise<string>
  transcribeFileStream?(options: TranscriptionArguments): AsyncIterable<string>
}

/**
 * The server that a test asks for. It lives below a base path that is not `/`, keeps its threads in a store of its own,
 * and gives everything that is not named here its default.
 */
export interface ServerOptions {
  /** The agents by id, or a function of the request that gives them. */
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
        maxRunMs?: number | undefined
        maxReadersPerThread?: number | undefined
      }
    | undefined
  transcriptionService?: TranscriptionLike | undefined
  transcription?: { maxBytes?: number | undefined; timeoutMs?: number | undefined } | undefined
  /** Milliseconds of silence after which a stream carries a comment. */
  keepAliveMs?: number | undefined
  /** Milliseconds an agent has to end after it was asked to stop. */
  stopGraceMs?: number | undefined
  /** What happens to a run on a busy thread. */
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
  beforeRequestMiddleware?: ((told: HookArguments) => Request | undefined) | undefined
  afterRequestMiddleware?: ((told: AfterArguments) => void) | undefined
  hooks?:
    | {
        onRequest?: ((told: HookArguments) => Request | undefined) | undefined
        onBeforeHandler?: ((told: HookArguments) => Request | undefined) | undefined
        onResponse?:
          | ((told: HookArguments & { readonly response: Response }) => Response | undefined)
          | undefined
        onError?: ((told: HookArguments & { readonly error: unknown }) => Response | undefined) | undefined
      }
    | undefined
}

/** Starts a server for one test, on a free port. */
export type StartServer = (options: ServerOptions) => Promise<ServerUnderTest>
