import { type AllowedOrigins, type CorsOrigin, resolveOrigins } from './cors-origin.ts'

/** Which pages of other origins may call the runtime. */
export interface CopilotCorsConfig {
  /**
   * The origins allowed to call: one, a `RegExp` that they match, a list of these; `'*'` for all, `true` for all by
   * name, `false` for none; or a function that gives the value of `Access-Control-Allow-Origin` for the origin that
   * asks, `null` for none. @default '*'
   */
  origin?: CorsOrigin | undefined
  /** Let browsers send cookies along. Needs an `origin` that is not everybody's. @default false */
  credentials?: boolean | undefined
  /** Methods a page may use. @default GET, HEAD, PUT, POST, DELETE, PATCH, OPTIONS */
  allowMethods?: string | readonly string[] | undefined
  /** Headers a page may send. With `*` among them, those it asks for. @default those it asks for */
  allowHeaders?: string | readonly string[] | undefined
  /** Response headers a page may read. @default none */
  exposeHeaders?: string | readonly string[] | undefined
  /** Seconds a browser may remember a preflight. @default up to the browser */
  maxAge?: number | undefined
  /** Another name of `allowMethods`. */
  methods?: string | readonly string[] | undefined
  /** Another name of `allowHeaders`. */
  allowedHeaders?: string | readonly string[] | undefined
  /** Another name of `exposeHeaders`. */
  exposedHeaders?: string | readonly string[] | undefined
  /** Status of the answer to a preflight, from 200 to 299. @default 204 */
  optionsSuccessStatus?: number | undefined
  /** Known to the package `cors`, without effect here: the runtime answers preflights itself. */
  preflightContinue?: boolean | undefined
}

/** A {@link CopilotCorsConfig} that was checked and whose defaults are filled. */
export interface CorsSettings {
  readonly origins: AllowedOrigins
  readonly credentials: boolean
  readonly preflightStatus: number
  readonly allowMethods: string
  /** `undefined`: whatever the page asks for. */
  readonly allowHeaders: string | undefined
  /** `undefined`: none. */
  readonly exposeHeaders: string | undefined
  readonly maxAge: string | undefined
}

const DEFAULT_METHODS = 'GET, HEAD, PUT, POST, DELETE, PATCH, OPTIONS'
const OTHER_NAMES = {
  allowMethods: 'methods',
  allowHeaders: 'allowedHeaders',
  exposeHeaders: 'exposedHeaders',
} as const
const MEMBERS = [
  'origin',
  'credentials',
  'maxAge',
  'optionsSuccessStatus',
  'preflightContinue',
  ...Object.entries(OTHER_NAMES).flat(),
]

/**
 * Checks a CORS configuration and fills its defaults. Undefined if it allows no origin.
 *
 * @throws TypeError on an unknown member, two names of one member, a status that is no success, something that is
 *   no origin, or `credentials` without an explicit origin
 */
export function resolveCorsConfig(config: CopilotCorsConfig): CorsSettings | undefined {
  checkMembers(config)
  const { origin = '*', credentials = false, maxAge, optionsSuccessStatus: preflightStatus = 204 } = config
  if (!(Number.isInteger(preflightStatus) && preflightStatus >= 200 && preflightStatus < 300)) {
    throw new TypeError(`cors.optionsSuccessStatus must be from 200 to 299, not ${preflightStatus}.`)
  }
  if (maxAge !== undefined && !(Number.isInteger(maxAge) && maxAge >= 0)) {
    throw new TypeError(`cors.maxAge must be a whole number of seconds, not ${maxAge}.`)
  }
  const origins = resolveOrigins(origin, credentials)
  const settings = {
    credentials,
    preflightStatus,
    allowMethods: listOf(config, 'allowMethods') ?? DEFAULT_METHODS,
    allowHeaders: withoutWildcard(listOf(config, 'allowHeaders')),
    exposeHeaders: listOf(config, 'exposeHeaders'),
    maxAge: maxAge === undefined ? undefined : String(maxAge),
  }
  return origins === undefined ? undefined : { ...settings, origins }
}

function checkMembers(config: unknown): void {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new TypeError(
      "cors must be true, false or an object such as { origin: 'https://app.example.com' }.",
    )
  }
  const unknown = Object.keys(config).find((key) => !MEMBERS.includes(key))
  if (unknown !== undefined) {
    throw new TypeError(`cors has no member '${unknown}'. Its members are: ${MEMBERS.join(', ')}.`)
  }
}

/** A wildcard does not cover `authorization`, but repeating what a page asks for does. */
function withoutWildcard(allowHeaders: string | undefined): string | undefined {
  const isWild = allowHeaders?.split(',').some((name) => name.trim() === '*')
  return isWild ? undefined : allowHeaders
}

function listOf(config: CopilotCorsConfig, name: keyof typeof OTHER_NAMES): string | undefined {
  const other = OTHER_NAMES[name]
  if (config[name] !== undefined && config[other] !== undefined) {
    throw new TypeError(`cors.${name} and cors.${other} are two names of one option. Set one of them.`)
  }
  const value = config[name] ?? config[other]
  const list = typeof value === 'string' ? value : value?.join(', ')
  return list === '' ? undefined : list
}
