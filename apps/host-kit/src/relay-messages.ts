/** A request without its body, as it goes between a host and the test that directs it. */
export interface RequestMessage {
  readonly url: string
  readonly method: string
  readonly headers: readonly (readonly [string, string])[]
}

/** A response. Without a body of its own it stands for the one that the other side has. */
export interface ResponseMessage {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body?: string | undefined
}

/** An agent of the test, as the host is told of it. */
export interface AgentMessage {
  /** Names it towards the test. */
  readonly handle: number
  readonly className: string
  readonly agentId?: string | undefined
  readonly description?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly isCloned: boolean
  readonly hasCapabilities: boolean
}

/** The agents of a test; `null` for those that a function of the request gives. */
export type AgentsMessage = Readonly<Record<string, AgentMessage>> | null

/** The server that a test asks for. */
export interface CaseMessage {
  /** The address of the test. */
  readonly director: string
  /** The options that are data. */
  readonly options: Readonly<Record<string, unknown>>
  /** The names of those that are functions. */
  readonly functions: readonly string[]
  /** The hooks that there are. */
  readonly hooks: readonly string[]
  readonly agents: AgentsMessage
  /** Whether there is a transcription service, and whether it speaks while it listens. */
  readonly hears: 'whole' | 'streams' | null
}

/** A call of one of the test's functions. */
export interface CallMessage {
  /** `agents`, `capabilities`, or the name of an option or a hook. */
  readonly name: string
  readonly handle?: number | undefined
  readonly request?: RequestMessage | undefined
  readonly response?: ResponseMessage | undefined
  /** The message of an error. */
  readonly error?: string | undefined
  /** What else the function is told. */
  readonly told?: Readonly<Record<string, unknown>> | undefined
}

/** What came of a call. */
export interface ResultMessage {
  readonly how: 'returned' | 'threw'
  readonly request?: RequestMessage | undefined
  readonly response?: ResponseMessage | undefined
  readonly error?: string | undefined
  readonly value?: unknown
}

/** Starts a run of one of the test's agents. The answer is a line of JSON for each event. */
export interface RunMessage {
  readonly key: string
  readonly handle: number
  readonly input: unknown
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** A line of a run. */
export type RunLine = { readonly event: { readonly type: string } } | { readonly threw: string }

/** What a transcription service is told of a recording, whose bytes are the body. */
export interface HearingMessage {
  readonly key: string
  readonly asStream: boolean
  readonly name: string
  readonly type: string
  readonly mimeType?: string | undefined
  readonly size?: number | undefined
}

/** A line of what a transcription service says; or the members and the message of the error that it threw. */
export type HearingLine = { readonly piece: string } | { readonly threw: object; readonly message: string }

export function toRequestMessage({ url, method, headers }: Request): RequestMessage {
  return { url, method, headers: [...headers] }
}

export function toResponseMessage({ status, headers }: Response, body?: string): ResponseMessage {
  return { status, headers: [...headers], body }
}
