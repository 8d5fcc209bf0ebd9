/**
 * Options of `@copilotkit/runtime` that existing code may pass. They are accepted if they have no effect here or are disabled.
 * Enabled options of CopilotKit's cloud are refused at construction, with a replacement.
 */
export interface CopilotKitOptions {
  /** @deprecated No effect: no licence is needed. */
  licenseToken?: string | undefined
  /** @deprecated No effect: there is no telemetry. */
  telemetryId?: string | undefined
  /** Seconds without data after which a stream sends a comment; `0` disables it. The same as `keepAliveMs`. @default 8 */
  sseKeepAliveIntervalSeconds?: number | undefined
  /** @deprecated No effect: there is no telemetry. */
  telemetryProperties?: Readonly<Record<string, unknown>> | undefined
  /** @deprecated No effect: memories belong to CopilotKit's cloud. */
  exposeMemoryRoutes?: boolean | undefined
  /** @deprecated No effect: pass the function `generateThreadName`. */
  generateThreadNames?: boolean | undefined
  /** @deprecated CopilotKit's cloud is not supported: a runner stores the threads. */
  intelligence?: undefined
  /** @deprecated Channels belong to CopilotKit's cloud. */
  channels?: readonly never[] | undefined
  /** @deprecated Memories belong to CopilotKit's cloud. */
  memory?: undefined
  /** @deprecated Attach the middleware to the agent itself: `agent.use(new A2UIMiddleware(…))`. */
  a2ui?: { enabled: false } | undefined
  /** @deprecated Attach the middleware to the agent itself: `agent.use(new MCPAppsMiddleware({ mcpServers }))`. */
  mcpApps?: { servers: readonly never[] } | undefined
  /** @deprecated Attach a middleware of that kind to the agent itself: `agent.use(…)`. */
  openGenerativeUI?: false | undefined
}

/** What to use instead of options that are not supported. */
const REPLACEMENTS: Record<string, string> = {
  intelligence: "Remove it: CopilotKit's cloud is not supported. A runner stores the threads.",
  channels: "Remove it: channels belong to CopilotKit's cloud.",
  memory: "Remove it: memories belong to CopilotKit's cloud.",
  ɵlearning: "Remove it: learning belongs to CopilotKit's cloud.",
  a2ui: 'Attach the middleware to the agent itself: agent.use(new A2UIMiddleware(…)).',
  mcpApps:
    'Attach the middleware to the agent itself: agent.use(new MCPAppsMiddleware({ mcpServers: […] })).',
  openGenerativeUI: 'Attach a middleware of that kind to the agent itself with agent.use(…).',
}

/** Options of the older API of `@copilotkit/runtime`, which the façade's own class takes. */
const OLDER = new Set([
  'actions',
  'mcpServers',
  'createMCPClient',
  'allowRequestMcpServers',
  'middleware',
  'onError',
  'remoteEndpoints',
  'remoteActions',
  'langserve',
  'delegateAgentProcessingToServiceAdapter',
  'observability_c',
  'onStopGeneration',
])

/** Options of CopilotKit's cloud and telemetry, without effect here. */
const NO_EFFECT = new Set([
  'telemetryId',
  'licenseToken',
  'telemetryProperties',
  'exposeMemoryRoutes',
  'generateThreadNames',
])

/**
 * Classifies an option that this runtime does not have: accepted, refused with advice, or undefined if
 * `@copilotkit/runtime` has no such option either.
 */
export function readCopilotKitOption(
  name: string,
  value: unknown,
): 'accepted' | { advice: string } | undefined {
  if (NO_EFFECT.has(name) || name === 'sseKeepAliveIntervalSeconds') return 'accepted'
  if (OLDER.has(name)) {
    return {
      advice:
        `'${name}' is an option of the older API: import CopilotRuntime from the root of the package, ` +
        '@flightdeck/runtime, or @copilotkit/runtime where that is an alias.',
    }
  }
  const advice = Object.hasOwn(REPLACEMENTS, name) ? REPLACEMENTS[name] : undefined
  if (advice === undefined) return undefined
  return isOff(name, value) ? 'accepted' : { advice }
}

function isOff(name: string, value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true
  const isEmpty = (list: unknown): boolean => Array.isArray(list) && list.length === 0
  if (name === 'channels') return isEmpty(value)
  if (name === 'mcpApps') return isEmpty(Reflect.get(Object(value), 'servers'))
  return name === 'a2ui' && Reflect.get(Object(value), 'enabled') === false
}
