/**
 * Options of `@copilotkit/runtime` that existing code may still pass, where they mean nothing here or are switched off.
 * Switched on, those that belong elsewhere are refused at construction, with what to write instead.
 */
export interface OriginalOptions {
  /** @deprecated Without effect: nothing here needs a licence. */
  licenseToken?: string | undefined
  /** @deprecated Without effect: there is no telemetry. */
  telemetryProperties?: Readonly<Record<string, unknown>> | undefined
  /** @deprecated Without effect: memories belong to the original's cloud. */
  exposeMemoryRoutes?: boolean | undefined
  /** @deprecated Without effect: pass `generateThreadName`, a function. */
  generateThreadNames?: boolean | undefined
  /** @deprecated There is no cloud here: a runner keeps the threads. */
  intelligence?: undefined
  /** @deprecated Channels belong to the original's cloud. */
  channels?: readonly never[] | undefined
  /** @deprecated Memories belong to the original's cloud. */
  memory?: undefined
  /** @deprecated Attach the middleware to the agent itself: `agent.use(new A2UIMiddleware(…))`. */
  a2ui?: { enabled: false } | undefined
  /** @deprecated Attach the middleware to the agent itself: `agent.use(new MCPAppsMiddleware({ mcpServers }))`. */
  mcpApps?: { servers: readonly never[] } | undefined
  /** @deprecated Attach a middleware of that kind to the agent itself: `agent.use(…)`. */
  openGenerativeUI?: false | undefined
}

/** What to do about those that belong elsewhere. */
const ELSEWHERE: Record<string, string> = {
  intelligence: 'There is no cloud here: leave it out; a runner keeps the threads.',
  channels: 'Channels belong to the cloud of the original: leave them out.',
  memory: 'Memories belong to the cloud of the original: leave them out.',
  ɵlearning: 'Learning belongs to the cloud of the original: leave it out.',
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
  'middleware',
  'onError',
  'remoteEndpoints',
  'remoteActions',
  'langserve',
  'delegateAgentProcessingToServiceAdapter',
  'observability_c',
  'onStopGeneration',
])

/** They feed the original's cloud and its telemetry. */
const WITHOUT_EFFECT = new Set([
  'licenseToken',
  'telemetryProperties',
  'exposeMemoryRoutes',
  'generateThreadNames',
])

/**
 * What to do about an option that this runtime does not have, and the original may: nothing where it is accepted, an
 * advice where it belongs elsewhere, undefined where the original has no such option either.
 */
export function readOriginalOption(
  name: string,
  value: unknown,
): 'accepted' | { advice: string } | undefined {
  if (WITHOUT_EFFECT.has(name)) return 'accepted'
  if (OLDER.has(name)) {
    return {
      advice:
        `'${name}' is an option of the older API: import CopilotRuntime from the root of the package, ` +
        '@flightdeck/runtime, or @copilotkit/runtime where that is an alias.',
    }
  }
  const advice = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined
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
