import type { CopilotRuntime as BaseRuntime, CopilotCorsConfig } from '@flightdeck/runtime-core'
import type { CopilotServiceAdapter } from '../adapters/service-adapter.ts'
import { refuseUnknown, uselessOf } from '../known-options.ts'
import type { LogLevel } from '../small/create-logger.ts'

/** Options of the endpoint helpers. One that is deprecated has no effect, which a warning says. */
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

const OPTIONS: Record<keyof CreateCopilotRuntimeServerOptions, true> = {
  runtime: true,
  serviceAdapter: true,
  endpoint: true,
  baseUrl: true,
  cors: true,
  properties: true,
  cloud: true,
  logLevel: true,
}

const USELESS = {
  properties: 'clients send their properties themselves, as forwardedProps of each run',
  cloud: 'there is no cloud here',
  logLevel: 'the runtime writes to its option logger, whose level counts',
}

/**
 * Finds what is wrong with the options of an endpoint helper. Says which have no effect.
 *
 * @throws TypeError for an option that is unknown, or a runtime that is none
 */
export function checkServerOptions(options: CreateCopilotRuntimeServerOptions): string[] {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(
      "The endpoint needs options: { runtime, serviceAdapter, endpoint: '/api/copilotkit' }.",
    )
  }
  refuseUnknown('The endpoint', options, Object.keys(OPTIONS))
  return uselessOf(options, USELESS)
}
