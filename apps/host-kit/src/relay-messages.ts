/** A request without its body, as sent between a host and the test that controls it. */
export interface RequestMessage {
  readonly url: string
  readonly method: string
  readonly headers: readonly (readonly [string, string])[]
}

/** A response. Without a body it refers to the response that the other side has. */
export interface ResponseMessage {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body?: string | undefined
}

/** An agent of the test, as described to the host. */
export interface AgentMessage {
  /** Identifies the agent to the test. */
  readonly handle: number
  readonly className: string
  readonly agentId?: string | undefined
  readonly description?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly isCloned: boolean
  readonly hasCapabilities: boolean
}

/** The agents of a test; `null` if they are returned by a function of the request. */
export type AgentsMessage = Readonly<Record<string, AgentMessage>> | null

/** The server that a test configures. */
export interface CaseMessage {
  /** The URL of the test. */
  readonly director: string
  /** The options that are data. */
  readonly options: Readonly<Record<string, unknown>>
  /** The names of the options that are functions. */
  readonly functions: readonly string[]
  /** The names of the hooks. */
  readonly hooks: readonly string[]
  readonly agents: AgentsMessage
  /** Whether there is a transcription service, and whether it streams. */
  readonly transcription: 'whole' | 'streams' | null
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
  /** Other arguments of the function. */
  readonly args?: Readonly<Record<string, unknown>> | undefined
}

/** The result of a call. */
export interface ResultMessage {
  readonly how: 'returned' | 'threw'
  readonly request?: RequestMessage | undefined
  readonly response?: ResponseMessage | undefined
  readonly error?: string | undefined
  readonly value?: unknown
}

/** Starts a run of one of the test's agents. The response is one line of JSON for each event. */
export interface RunMessage {
  readonly key: string
  readonly handle: number
  readonly input: unknown
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** A line of a run. */
export type RunLine = { readonly event: { readonly type: string } } | { readonly threw: string }

/** The properties of a recording for a transcription service. Its bytes are the body. */
export interface RecordingMessage {
  readonly key: string
  readonly asStream: boolean
  readonly name: string
  readonly type: string
  readonly mimeType?: string | undefined
  readonly size?: number | undefined
}

/** A part of the text of a transcription service, or the members and message of the error that it threw. */
export type TranscriptLine = { readonly piece: string } | { readonly threw: object; readonly message: string }

export function toRequestMessage({ url, method, headers }: Request): RequestMessage {
  return { url, method, headers: [...headers] }
}

export function toResponseMessage({ status, headers }: Response, body?: string): ResponseMessage {
  return { status, headers: [...headers], body }
}
