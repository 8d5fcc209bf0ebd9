// Tests: `cors.test.ts` and `origin-policy.test.ts`.
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

/** Origins by name: one, a `RegExp` that they match, or a list of these. */
export type OriginList = string | RegExp | readonly (string | RegExp)[]

/** Who may call. */
export interface AllowedOrigins {
  /** The value of `Access-Control-Allow-Origin` for a request's `Origin` header, `undefined` for none. */
  allow(origin: string | null): string | undefined
  /**
   * Whether an origin is allowed by name, or only because every origin is. `null`, the origin of every sandboxed page, is
   * never allowed by a wildcard.
   */
  accessOf(origin: string): 'named' | 'wildcard' | undefined
  /** True if the answer depends on who asks, so that caches must know. */
  readonly vary: boolean
  /** Whether a wildcard allows every origin. What a function allows is not known. */
  readonly isOpenToAll: boolean
}

const ORIGIN = /^([a-z][a-z0-9+.-]*:\/\/[^/?#\s]+|null|\*)$/i

/**
 * Checks who may call. Undefined if no origin is allowed.
 *
 * @throws TypeError for something that is no origin, a function with a callback, and `credentials` for everybody
 */
export function resolveOrigins(origin: CorsOrigin, credentials: boolean): AllowedOrigins | undefined {
  if (origin === false) return undefined
  if (typeof origin === 'function') {
    checkFunction(origin)
    const answerTo = (asking: string): string | undefined => safe(origin(asking), credentials)
    return {
      vary: true,
      isOpenToAll: false,
      allow: (asking) => (asking === null ? undefined : answerTo(asking)),
      accessOf(asking) {
        const answer = answerTo(asking)
        if (answer === asking) return 'named'
        return answer === '*' ? wildcardFor(asking) : undefined
      },
    }
  }
  if (origin === true) {
    if (credentials) throw openToAll()
    return { vary: true, isOpenToAll: true, allow: (asking) => asking ?? undefined, accessOf: wildcardFor }
  }
  const listed = toList(origin, 'cors.origin').map((one) => checkedOrigin(one, 'cors.origin'))
  if (credentials && (listed.includes('*') || listed.includes('null'))) throw openToAll()
  const isNamed = (asking: string): boolean => listed.some((one) => matches(one, asking))
  if (listed.includes('*')) {
    const accessOf = (asking: string) => (isNamed(asking) ? 'named' : wildcardFor(asking))
    return { vary: false, isOpenToAll: true, allow: () => '*', accessOf }
  }
  const accessOf = (asking: string) => (isNamed(asking) ? 'named' : undefined)
  if (typeof origin === 'string') return { vary: true, isOpenToAll: false, allow: () => origin, accessOf }
  return {
    vary: true,
    isOpenToAll: false,
    allow: (asking) => (asking !== null && isNamed(asking) ? safe(asking, credentials) : undefined),
    accessOf,
  }
}

/**
 * Makes a test for a list of origins.
 *
 * @throws TypeError for something that is not an origin, and for `*`
 */
export function resolveOriginList(list: OriginList | undefined): (origin: string) => boolean {
  if (list === undefined) return () => false
  const listed = toList(list, 'trustedOrigins').map((one) => checkedOrigin(one, 'trustedOrigins'))
  if (listed.includes('*')) {
    throw new TypeError(
      "trustedOrigins must name origins, not '*': every web site could then act as your users. Write, for example, " +
        "trustedOrigins: ['https://app.example.com'].",
    )
  }
  return (origin) => listed.some((one) => matches(one, origin))
}

function wildcardFor(origin: string): 'wildcard' | undefined {
  return origin === 'null' ? undefined : 'wildcard'
}

function matches(allowed: string | RegExp, asking: string): boolean {
  // Unlike `test`, `search` pays no heed to where an expression with the flag g was the last time.
  return typeof allowed === 'string' ? allowed === asking : asking.search(allowed) >= 0
}

/**
 * What may be sent of an answer that was found per request. Browsers refuse the wildcard together with credentials, and
 * any web site can have the origin `null`, so these do not count then.
 */
function safe(value: unknown, credentials: boolean): string | undefined {
  if (value instanceof Promise) throw asyncFunction()
  if (typeof value !== 'string') return undefined
  return credentials && (value === '*' || value === 'null') ? undefined : value
}

function checkFunction(origin: (...given: never[]) => unknown): void {
  if (Object.prototype.toString.call(origin) === '[object AsyncFunction]') throw asyncFunction()
  if (origin.length < 2) return
  throw new TypeError(
    'cors.origin is asked for its answer at once, so it has no callback to call. Write ' +
      'origin: (origin) => (allowed.has(origin) ? origin : null).',
  )
}

function asyncFunction(): TypeError {
  return new TypeError(
    'cors.origin is asked for its answer at once, so it must not return a promise. Load the origins before the handler is ' +
      'made.',
  )
}

function toList(origin: OriginList, option: 'cors.origin' | 'trustedOrigins'): readonly unknown[] {
  if (Array.isArray(origin)) return origin
  if (typeof origin === 'string' || isRegExp(origin)) return [origin]
  const others = option === 'cors.origin' ? ', a function or a boolean' : ''
  throw new TypeError(`${option} must be a string, a RegExp, a list of these${others}.`)
}

/** True for a regular expression of another realm as well, such as a test environment's. */
function isRegExp(value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]'
}

function checkedOrigin(origin: unknown, option: 'cors.origin' | 'trustedOrigins'): string | RegExp {
  if (isRegExp(origin) || (typeof origin === 'string' && ORIGIN.test(origin))) return origin
  throw new TypeError(
    `${option} '${String(origin)}' is not an origin. An origin is a scheme, a host and perhaps a port, ` +
      "without a path or a closing slash: 'https://app.example.com'.",
  )
}

function openToAll(): TypeError {
  return new TypeError(
    "cors.credentials needs an explicit cors.origin, not true, '*' or 'null': with cookies, any web site could act " +
      "as your users. Name the origins of your pages, for example origin: 'https://app.example.com'.",
  )
}
