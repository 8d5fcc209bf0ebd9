/** Which pages of other origins may call the runtime. */
export interface CopilotCorsConfig {
  /**
   * The origin allowed to call: one, a list, `'*'` for all, or a function that gives the value of
   * `Access-Control-Allow-Origin` for the origin that asks, `null` for none. @default '*'
   */
  origin?: string | readonly string[] | ((origin: string) => string | null | undefined) | undefined
  /** Let browsers send cookies along. Needs an explicit `origin`. @default false */
  credentials?: boolean | undefined
  /** Methods a page may use. @default GET, HEAD, PUT, POST, DELETE, PATCH, OPTIONS */
  allowMethods?: string | readonly string[] | undefined
  /** Headers a page may send. @default those it asks for */
  allowHeaders?: string | readonly string[] | undefined
  /** Response headers a page may read. @default none */
  exposeHeaders?: string | readonly string[] | undefined
  /** Seconds a browser may remember a preflight. @default up to the browser */
  maxAge?: number | undefined
  /** Another spelling of `allowMethods`. */
  methods?: string | readonly string[] | undefined
  /** Another spelling of `allowHeaders`. */
  allowedHeaders?: string | readonly string[] | undefined
  /** Another spelling of `exposeHeaders`. */
  exposedHeaders?: string | readonly string[] | undefined
}

/** A {@link CopilotCorsConfig} that was checked and whose defaults are filled. */
export interface CorsSettings {
  /** The value of `Access-Control-Allow-Origin` for a request's `Origin` header, `undefined` for none. */
  allowOrigin(origin: string | null): string | undefined
  /** True if the answer depends on who asks, so that caches must know. */
  readonly variesByOrigin: boolean
  readonly credentials: boolean
  readonly allowMethods: string
  /** `undefined`: whatever the page asks for. */
  readonly allowHeaders: string | undefined
  /** `undefined`: none. */
  readonly exposeHeaders: string | undefined
  readonly maxAge: string | undefined
}

const DEFAULT_METHODS = 'GET, HEAD, PUT, POST, DELETE, PATCH, OPTIONS'
const SPELLINGS = {
  allowMethods: 'methods',
  allowHeaders: 'allowedHeaders',
  exposeHeaders: 'exposedHeaders',
} as const
const MEMBERS = ['origin', 'credentials', 'maxAge', ...Object.entries(SPELLINGS).flat()]
const ORIGIN = /^([a-z][a-z0-9+.-]*:\/\/[^/?#\s]+|null|\*)$/i

/**
 * Checks a CORS configuration and fills its defaults.
 *
 * @throws TypeError on an unknown member, two spellings of one member, something that is no origin, or
 *   `credentials` without an explicit origin
 */
export function resolveCorsConfig(config: CopilotCorsConfig): CorsSettings {
  const unknown = Object.keys(config).find((key) => !MEMBERS.includes(key))
  if (unknown !== undefined) {
    throw new TypeError(`cors has no member '${unknown}'. Its members are: ${MEMBERS.join(', ')}.`)
  }
  const credentials = config.credentials ?? false
  const origins = toOrigins(config.origin)
  if (credentials && origins === 'any') {
    throw new TypeError(
      'cors.credentials needs an explicit cors.origin: with cookies, any web site could act as your users. ' +
        "Name the origins of your pages, for example origin: 'https://app.example.com'.",
    )
  }
  return {
    allowOrigin: origins === 'any' ? () => '*' : (origin) => withoutWildcard(origins(origin), credentials),
    variesByOrigin: origins !== 'any',
    credentials,
    allowMethods: listOf(config, 'allowMethods') ?? DEFAULT_METHODS,
    allowHeaders: listOf(config, 'allowHeaders'),
    exposeHeaders: listOf(config, 'exposeHeaders'),
    maxAge: config.maxAge === undefined ? undefined : String(config.maxAge),
  }
}

function toOrigins(
  origin: CopilotCorsConfig['origin'],
): 'any' | ((asking: string | null) => string | null | undefined) {
  if (origin === undefined || origin === '*') return 'any'
  if (typeof origin === 'function') return (asking) => (asking === null ? undefined : origin(asking))
  if (typeof origin === 'string') {
    const only = checkedOrigin(origin)
    return () => only
  }
  if (!Array.isArray(origin))
    throw new TypeError('cors.origin must be a string, a list of strings or a function.')
  const listed = new Set(origin.map(checkedOrigin))
  if (listed.has('*')) return 'any'
  return (asking) => (asking !== null && listed.has(asking) ? asking : undefined)
}

function checkedOrigin(origin: unknown): string {
  if (typeof origin === 'string' && ORIGIN.test(origin)) return origin
  throw new TypeError(
    `cors.origin '${String(origin)}' is not an origin. An origin is a scheme, a host and perhaps a port, ` +
      "without a path or a closing slash: 'https://app.example.com'.",
  )
}

// Browsers refuse a wildcard together with credentials, so a function that gives one means nobody.
function withoutWildcard(value: string | null | undefined, credentials: boolean): string | undefined {
  return value === null || (value === '*' && credentials) ? undefined : value
}

function listOf(config: CopilotCorsConfig, name: keyof typeof SPELLINGS): string | undefined {
  const other = SPELLINGS[name]
  if (config[name] !== undefined && config[other] !== undefined) {
    throw new TypeError(`cors.${name} and cors.${other} are two spellings of one setting. Give one of them.`)
  }
  const value = config[name] ?? config[other]
  const list = typeof value === 'string' ? value : value?.join(', ')
  return list === '' ? undefined : list
}
