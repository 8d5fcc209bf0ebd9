/** An agent in the response of `info`. */
export interface AgentInfo {
  name: string
  description?: string | undefined
  className: string
  /** What the agent's `getCapabilities` returned. */
  capabilities?: unknown
}

/** Which operations on threads a server supports. */
export interface ThreadEndpoints {
  list: boolean
  inspect: boolean
  mutations: boolean
  realtimeMetadata: boolean
}

/** The response of `info`. */
export interface RuntimeInfo {
  /** The version of `@flightdeck/runtime-core`. */
  version: string
  /** The agents by id. */
  agents: Record<string, AgentInfo>
  /** Whether a transcription service is configured. */
  audioFileTranscriptionEnabled: boolean
  mode: 'sse'
  /** What the paths below `/threads` support. */
  threadEndpoints: ThreadEndpoints
  /** What envelopes support. Present in single-route mode only. */
  singleRoute?: { resourceOperations: boolean; threadEndpoints: ThreadEndpoints } | undefined
  suggestions: boolean
  a2uiEnabled: boolean
  openGenerativeUIEnabled: boolean
  telemetryDisabled: boolean
}
