import { describe, expect, test } from 'vitest'
import { type Cors, resolveCors } from './cors.ts'
import type { CopilotCorsConfig } from './cors-config.ts'

const PAGE = 'https://app.example.com'

function cors(config: true | CopilotCorsConfig): Cors {
  const made = resolveCors(config)
  if (made === undefined) throw new Error('this configuration switches CORS on')
  return made
}

function from(origin: string | undefined, headers: Record<string, string> = {}): Request {
  const all = origin === undefined ? headers : { origin, ...headers }
  return new Request('http://localhost/info', { headers: all })
}

const allowed = (config: true | CopilotCorsConfig, origin: string | undefined): string | null =>
  cors(config).apply(from(origin), new Response('ok')).headers.get('access-control-allow-origin')

describe('resolveCors', () => {
  test('without the option there are no CORS headers', () => {
    expect(resolveCors(undefined)).toBeUndefined()
    expect(resolveCors(false)).toBeUndefined()
  })

  test.each<CopilotCorsConfig>([
    {},
    { origin: '*' },
    { origin: [PAGE, '*'] },
    { origin: true },
    { origin: 'null' },
    { origin: [PAGE, 'null'] },
  ])('credentials for every origin are refused, and the message says what to do: %j', (config) => {
    expect(() => resolveCors({ ...config, credentials: true })).toThrow(
      /needs an explicit cors\.origin.*Name the origins/,
    )
  })

  test('origin: false is cors: false, and what is wrong beside it is refused all the same', () => {
    expect(resolveCors({ origin: false })).toBeUndefined()
    expect(() => resolveCors({ origin: false, ...JSON.parse('{"origins":1}') })).toThrow(
      "no member 'origins'",
    )
  })

  test.each<[unknown, string]>([
    [(_origin: string, callback: (error: null, allow: boolean) => void) => callback(null, true), 'callback'],
    [[PAGE, true], 'is not an origin'],
    [7, 'cors.origin must be'],
    [{}, 'cors.origin must be'],
  ])('an origin that is none of the forms is refused: %s', (origin, words) => {
    const config: object = { origin }
    expect(() => resolveCors(config)).toThrow(words)
  })

  test('a function with a callback is refused with the line to write', () => {
    const config: object = { origin: (_origin: unknown, _callback: unknown) => {} }
    expect(() => resolveCors(config)).toThrow('origin: (origin) => ')
  })

  test.each<unknown>([PAGE, null, () => ({}), []])('what is no configuration is refused: %s', (config) => {
    expect(() => resolveCors(config as CopilotCorsConfig)).toThrow('cors must be true, false or an object')
  })

  test.each([199, 300, 204.5, Number.NaN])(
    '%d is refused as the status of preflights',
    (optionsSuccessStatus) => {
      expect(() => resolveCors({ optionsSuccessStatus })).toThrow('cors.optionsSuccessStatus')
    },
  )

  test.each([`${PAGE}/`, `${PAGE}/app`, 'app.example.com', ''])('%j is refused as an origin', (origin) => {
    expect(() => resolveCors({ origin })).toThrow('is not an origin')
    expect(() => resolveCors({ origin: [PAGE, origin] })).toThrow('is not an origin')
  })

  test('an unknown member and two names of one option are refused', () => {
    const misspelt: object = { origins: [PAGE] }
    expect(() => resolveCors(misspelt)).toThrow("no member 'origins'")
    expect(() => resolveCors({ methods: ['GET'], allowMethods: ['GET'] })).toThrow('two names')
  })
})

describe('apply', () => {
  test('true allows every origin, without cookies', () => {
    const { headers } = cors(true).apply(from(PAGE), new Response('ok'))
    expect([...headers.keys()].filter((name) => name !== 'content-type')).toEqual([
      'access-control-allow-origin',
    ])
    expect(headers.get('access-control-allow-origin')).toBe('*')
  })

  test('a single origin is named in every response', () => {
    expect(allowed({ origin: PAGE }, 'https://evil.example')).toBe(PAGE)
    expect(allowed({ origin: PAGE }, undefined)).toBe(PAGE)
  })

  test('with a list, the requesting origin is named and others are not allowed', () => {
    const config = { origin: ['https://other.example', PAGE] }
    expect(allowed(config, PAGE)).toBe(PAGE)
    expect(allowed(config, 'https://evil.example')).toBeNull()
    expect(allowed(config, undefined)).toBeNull()
  })

  test('a function decides, and is not asked without an origin', () => {
    const asked: string[] = []
    const origin = (asking: string): string | null => {
      asked.push(asking)
      return asking.endsWith('.example.com') ? asking : null
    }
    expect(allowed({ origin }, PAGE)).toBe(PAGE)
    expect(allowed({ origin }, 'https://evil.example')).toBeNull()
    expect(allowed({ origin }, undefined)).toBeNull()
    expect(asked).toEqual([PAGE, 'https://evil.example'])
  })

  test('a function cannot combine the wildcard with credentials', () => {
    expect(allowed({ origin: () => '*', credentials: true }, PAGE)).toBeNull()
    expect(allowed({ origin: () => '*' }, PAGE)).toBe('*')
  })

  test.each<CopilotCorsConfig>([{ origin: (asking) => asking }, { origin: /./ }, { origin: [/null/] }])(
    'sandboxed pages, whose origin is null, are not let in with credentials: %j',
    (config) => {
      expect(allowed({ ...config, credentials: true }, 'null')).toBeNull()
      expect(allowed(config, 'null')).toBe('null')
    },
  )

  test('a function that returns anything but a string allows no origin', () => {
    const answers: unknown[] = [true, {}, undefined]
    for (const answer of answers) expect(allowed({ origin: () => answer as string }, PAGE)).toBeNull()
  })

  test('a function that returns a promise is refused, since its answer would be ignored', () => {
    const promise: unknown = Promise.resolve(PAGE)
    expect(() => allowed({ origin: () => promise as string }, PAGE)).toThrow('must not return a promise')
    const origin: unknown = async () => PAGE
    expect(() => cors({ origin: origin as () => string })).toThrow('must not return a promise')
  })

  test.each([-1, 1.5, Number.NaN, '60'])('maxAge %j is refused', (maxAge) => {
    expect(() => cors({ maxAge: maxAge as number })).toThrow('cors.maxAge must be a whole number of seconds')
  })

  test('true names the requesting origin', () => {
    expect(allowed({ origin: true }, 'https://any.example')).toBe('https://any.example')
    expect(allowed({ origin: true }, undefined)).toBeNull()
    expect(cors({ origin: true }).apply(from(PAGE), new Response()).headers.get('vary')).toBe('Origin')
  })

  test.each<[string, CopilotCorsConfig['origin']]>([
    ['an expression', /^https:\/\/\w+\.example\.com$/],
    ['an expression that remembers where it was', /^https:\/\/\w+\.example\.com$/g],
    ['a list of both', ['https://other.example', /\.example\.com$/]],
  ])('of %s the asking origin is named, others get nothing', (_name, origin) => {
    for (const asking of [PAGE, 'https://www.example.com', PAGE]) {
      expect(allowed({ origin, credentials: true }, asking)).toBe(asking)
    }
    expect(allowed({ origin }, 'https://example.com.evil.example')).toBeNull()
    expect(allowed({ origin }, undefined)).toBeNull()
    expect(cors({ origin }).apply(from(PAGE), new Response()).headers.get('vary')).toBe('Origin')
  })

  test('credentials and readable headers are announced to allowed origins only', () => {
    const config = { origin: [PAGE], credentials: true, exposeHeaders: ['x-run-id', 'x-b'] }
    const good = cors(config).apply(from(PAGE), new Response('ok')).headers
    expect(good.get('access-control-allow-credentials')).toBe('true')
    expect(good.get('access-control-expose-headers')).toBe('x-run-id, x-b')
    const bad = cors(config).apply(from('https://evil.example'), new Response('ok')).headers
    expect(bad.get('access-control-allow-credentials')).toBeNull()
    expect(bad.get('access-control-expose-headers')).toBeNull()
    expect(bad.get('vary')).toBe('Origin')
  })

  test('Vary names Origin once, and keeps its other values', () => {
    const one = cors({ origin: [PAGE] })
    expect(one.apply(from(PAGE), new Response('', { headers: { vary: 'Accept' } })).headers.get('vary')).toBe(
      'Accept, Origin',
    )
    expect(
      one.apply(from(PAGE), new Response('', { headers: { vary: 'accept, ORIGIN' } })).headers.get('vary'),
    ).toBe('accept, ORIGIN')
  })

  test('a response is copied only if its headers are immutable', () => {
    const plain = new Response('ok')
    expect(cors(true).apply(from(PAGE), plain)).toBe(plain)
    const fixed = Response.redirect('http://localhost/login', 303)
    const marked = cors(true).apply(from(PAGE), fixed)
    expect(marked).not.toBe(fixed)
    expect(marked.status).toBe(303)
    expect(marked.headers.get('location')).toBe('http://localhost/login')
    expect(marked.headers.get('access-control-allow-origin')).toBe('*')
  })

  test('several cookies stay several', () => {
    const response = new Response('ok')
    response.headers.append('set-cookie', 'a=1')
    response.headers.append('set-cookie', 'b=2')
    expect(cors({ origin: PAGE }).apply(from(PAGE), response).headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test('an error response is handed back as it is', () => {
    const error = Response.error()
    expect(cors(true).apply(from(PAGE), error)).toBe(error)
  })
})

describe('preflight', () => {
  test('the default allows the usual methods and the headers that are asked for', () => {
    const asking = from(PAGE, { 'access-control-request-headers': 'authorization,content-type' })
    const response = cors(true).preflight(asking)
    expect(response.status).toBe(204)
    expect(Object.fromEntries(response.headers)).toEqual({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, PUT, POST, DELETE, PATCH, OPTIONS',
      'access-control-allow-headers': 'authorization,content-type',
      vary: 'Access-Control-Request-Headers, Access-Control-Request-Method',
      'x-content-type-options': 'nosniff',
    })
  })

  test('without a question for headers the wildcard is given', () => {
    expect(cors(true).preflight(from(PAGE)).headers.get('access-control-allow-headers')).toBe('*')
  })

  test.each<CopilotCorsConfig>([
    { allowMethods: ['GET', 'POST'], allowHeaders: ['x-a', 'x-b'], maxAge: 600 },
    { methods: 'GET, POST', allowedHeaders: 'x-a, x-b', maxAge: 600 },
  ])('configured lists are sent, under either name: %j', (config) => {
    const asking = from(PAGE, { 'access-control-request-headers': 'x-c' })
    const { headers } = cors({ origin: PAGE, ...config }).preflight(asking)
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST')
    expect(headers.get('access-control-allow-headers')).toBe('x-a, x-b')
    expect(headers.get('access-control-max-age')).toBe('600')
  })

  test.each<CopilotCorsConfig>([
    { allowHeaders: '*' },
    { allowedHeaders: ['*'] },
    { allowHeaders: 'x-a, *' },
    { origin: PAGE, credentials: true, allowHeaders: ['*', 'x-a'] },
  ])('a wildcard for headers covers Authorization as well: %j', (config) => {
    const asking = from(PAGE, { 'access-control-request-headers': 'authorization,x-b' })
    expect(cors(config).preflight(asking).headers.get('access-control-allow-headers')).toBe(
      'authorization,x-b',
    )
  })

  test('has the status that is asked for, with whatever else the package cors knows', () => {
    const config = { optionsSuccessStatus: 200, preflightContinue: true }
    expect(cors(config).preflight(from(PAGE)).status).toBe(200)
  })

  test('an origin that is not allowed gets 204 without permission', () => {
    const response = cors({ origin: [PAGE], exposedHeaders: 'x-a' }).preflight(from('https://evil.example'))
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(response.headers.get('vary')).toBe(
      'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    )
  })
})
