import type { CopilotRuntime as BaseRuntime, CopilotCorsConfig } from '@flightdeck/runtime-core'
import type { CopilotServiceAdapter } from '../adapters/service-adapter.ts'
import type { LogLevel } from '../small/create-logger.ts'

/** Options of the endpoint helpers. */
export interface CreateCopilotRuntimeServerOptions {
  /** The runtime, made of the class at the root or of that at `/v2`. */
  runtime: BaseRuntime
  /** Gives the agent `default`, where the runtime has no agents. @default none */
  serviceAdapter?: CopilotServiceAdapter | undefined
  /** The path at which the runtime answers, such as `/api/copilotkit`. */
  endpoint: string
  /** The same; wins over `endpoint`. */
  baseUrl?: string | undefined
  /** Which pages of other origins may call. @default all of them, without cookies */
  cors?: CopilotCorsConfig | undefined
  /** @deprecated Without effect: clients send their `properties` themselves. */
  properties?: Readonly<Record<string, unknown>> | undefined
  /** @deprecated Without effect: there is no cloud here. */
  cloud?: { baseUrl?: string | undefined; publicApiKey?: string | undefined } | undefined
  /** @deprecated Without effect: the runtime writes to its `logger`, whose level counts. */
  logLevel?: LogLevel | undefined
}
