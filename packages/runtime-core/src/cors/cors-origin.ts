/**
 * The origins allowed to call: one, a `RegExp` that they match, a list of these; `'*'` for all, `true` for all by
 * name, `false` for none; or a function that gives the value of `Access-Control-Allow-Origin` for the origin that asks,
 * `null` for none.
 */
export type CorsOrigin =
  | boolean
  | string
  | RegExp
  | readonly (string | RegExp)[]
  | ((origin: string) => string | null | undefined)

/** Who may call. */
export interface AllowedOrigins {
  /** The value of `Access-Control-Allow-Origin` for a request's `Origin` header, `undefined` for none. */
  allow(origin: string | null): string | undefined
  /** True if the answer depends on who asks, so that caches must know. */
  readonly vary: boolean
}

const ORIGIN = /^([a-z][a-z0-9+.-]*:\/\/[^/?#\s]+|null|\*)$/i

/**
 * Checks who may call. Undefined if nobody may.
 *
 * @throws TypeError for something that is no origin, a function with a callback, and `credentials` for everybody
 */
export function resolveOrigins(origin: CorsOrigin, credentials: boolean): AllowedOrigins | undefined {
  if (origin === false) return undefined
  if (typeof origin === 'function') {
    checkFunction(origin)
    return {
      vary: true,
      allow: (asking) => (asking === null ? undefined : safe(origin(asking), credentials)),
    }
  }
  if (origin === true) {
    if (credentials) throw openToAll()
    return { vary: true, allow: (asking) => asking ?? undefined }
  }
  const listed = toList(origin).map(checkedOrigin)
  if (credentials && (listed.includes('*') || listed.includes('null'))) throw openToAll()
  if (listed.includes('*')) return { vary: false, allow: () => '*' }
  if (typeof origin === 'string') return { vary: true, allow: () => origin }
  return {
    vary: true,
    allow: (asking) =>
      asking !== null && listed.some((one) => matches(one, asking)) ? safe(asking, credentials) : undefined,
  }
}

function matches(allowed: string | RegExp, asking: string): boolean {
  // Unlike `test`, `search` pays no heed to where an expression with the flag g was the last time.
  return typeof allowed === 'string' ? allowed === asking : asking.search(allowed) >= 0
}

/**
 * What may be sent of an answer that was found per request. Browsers refuse the wildcard together with credentials, and
 * any web site can have the origin `null`, so these mean nobody then.
 */
function safe(value: unknown, credentials: boolean): string | undefined {
  if (typeof value !== 'string') return undefined
  return credentials && (value === '*' || value === 'null') ? undefined : value
}

function checkFunction(origin: (...given: never[]) => unknown): void {
  if (origin.length < 2) return
  throw new TypeError(
    'cors.origin is asked for its answer at once, so it has no callback to call. Write ' +
      'origin: (origin) => (allowed.has(origin) ? origin : null).',
  )
}

function toList(origin: string | RegExp | readonly (string | RegExp)[]): readonly unknown[] {
  if (Array.isArray(origin)) return origin
  if (typeof origin === 'string' || origin instanceof RegExp) return [origin]
  throw new TypeError('cors.origin must be a string, a RegExp, a list of these, a function or a boolean.')
}

function checkedOrigin(origin: unknown): string | RegExp {
  if (origin instanceof RegExp || (typeof origin === 'string' && ORIGIN.test(origin))) return origin
  throw new TypeError(
    `cors.origin '${String(origin)}' is not an origin. An origin is a scheme, a host and perhaps a port, ` +
      "without a path or a closing slash: 'https://app.example.com'.",
  )
}

function openToAll(): TypeError {
  return new TypeError(
    "cors.credentials needs an explicit cors.origin, not true, '*' or 'null': with cookies, any web site could act " +
      "as your users. Name the origins of your pages, for example origin: 'https://app.example.com'.",
  )
}
