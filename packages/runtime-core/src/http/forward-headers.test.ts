import { describe, expect, test } from 'vitest'
import {
  type ForwardHeadersConfig,
  forwardableHeaders,
  mergeAgentHeaders,
  resolveForwardHeaders,
} from './forward-headers.ts'

const request = new Request('http://localhost/', {
  headers: {
    Authorization: 'Bearer user',
    'X-Tenant': 'acme',
    'x-forwarded-for': '10.0.0.1',
    'x-vercel-id': 'fra1',
    'x-copilotcloud-public-api-key': 'ck_1',
    'x-request-id': 'r-1',
    'accept-language': 'de',
    cookie: 'session=1',
  },
})
const forwarded = (config: ForwardHeadersConfig | false | undefined): Record<string, string> =>
  forwardableHeaders(request, resolveForwardHeaders(config))

describe('resolveForwardHeaders', () => {
  test('forwards authorization and x-* headers, without those that proxies and platforms add', () => {
    expect(forwarded(undefined)).toEqual({ authorization: 'Bearer user', 'x-tenant': 'acme' })
  })

  test.each([
    ['oauth2-proxy', ['X-Auth-Request-User', 'X-Auth-Request-Access-Token', 'X-Forwarded-Email']],
    [
      'AWS load balancers',
      ['X-Amzn-Oidc-Data', 'X-Amzn-Oidc-Accesstoken', 'X-Amzn-Mtls-Clientcert', 'X-Amzn-Trace-Id'],
    ],
    [
      'Azure',
      [
        'X-MS-CLIENT-PRINCIPAL',
        'X-MS-CLIENT-PRINCIPAL-ID',
        'X-MS-TOKEN-AAD-ACCESS-TOKEN',
        'X-ARR-ClientCert',
      ],
    ],
    ['Google', ['X-Goog-IAP-JWT-Assertion', 'X-Goog-Authenticated-User-Email', 'X-Apigateway-Api-Userinfo']],
    ['Pomerium', ['X-Pomerium-Jwt-Assertion', 'X-Pomerium-Claim-Email']],
    ['Authelia', ['Remote-User', 'Remote-Groups', 'X-Remote-User']],
    [
      'Traefik',
      ['X-Forwarded-Tls-Client-Cert', 'X-Forwarded-Tls-Client-Cert-Info', 'X-Forwarded-User', 'X-Real-Ip'],
    ],
    ['Envoy', ['X-Forwarded-Client-Cert', 'X-Envoy-External-Address', 'X-Envoy-Peer-Metadata']],
    ['Tailscale', ['Tailscale-User-Login', 'Tailscale-User-Name']],
    ['Kong', ['X-Consumer-Username', 'X-Credential-Identifier', 'X-Userinfo', 'X-Authenticated-Userid']],
    ['Vouch', ['X-Vouch-User', 'X-Vouch-IdP-AccessToken', 'X-Vouch-IdP-Claims-Groups']],
    ['Keycloak', ['X-Auth-Username', 'X-Auth-Email', 'X-Auth-Roles', 'X-Auth-Subject']],
    ['Caddy', ['X-Token-User-Email', 'X-Token-User-Roles', 'X-Token-Subject']],
    ['Istio', ['X-Jwt-Assertion', 'X-Jwt-Payload']],
    [
      'nginx',
      [
        'X-Client-Verify',
        'X-Client-Dn',
        'X-SSL-Client-Cert',
        'X-SSL-Client-S-Dn',
        'X-Client-Cert',
        'X-Client-Cert-Chain',
      ],
    ],
  ])('withholds what %s tells of the user', (_proxy, names) => {
    const sent = new Request('http://localhost/', { headers: names.map((name) => [name, 'value']) })
    expect(forwardableHeaders(sent, resolveForwardHeaders(undefined))).toEqual({})
  })

  test('forwards tokens that an application sends itself', () => {
    const sent = new Request('http://localhost/', { headers: { 'x-auth-token': 'a', 'x-token': 'b' } })
    expect(forwardableHeaders(sent, resolveForwardHeaders(undefined))).toEqual({
      'x-auth-token': 'a',
      'x-token': 'b',
    })
  })

  test('alsoAllow names exceptions, which deny still subtracts', () => {
    expect(forwarded({ alsoAllow: ['X-Forwarded-For', 'Accept-Language'] })).toEqual({
      authorization: 'Bearer user',
      'x-tenant': 'acme',
      'x-forwarded-for': '10.0.0.1',
      'accept-language': 'de',
    })
    expect(forwarded({ alsoAllow: ['x-forwarded-for'], deny: ['x-forwarded-for'] })).not.toHaveProperty(
      'x-forwarded-for',
    )
    expect(forwarded({ allow: ['cookie'], alsoAllow: ['x-tenant'] })).toEqual({
      cookie: 'session=1',
      'x-tenant': 'acme',
    })
  })

  test('false forwards no header', () => {
    expect(forwarded(false)).toEqual({})
  })

  test('the default denylist can be switched off', () => {
    expect(Object.keys(forwarded({ useDefaultDenylist: false })).sort()).toEqual([
      'authorization',
      'x-copilotcloud-public-api-key',
      'x-forwarded-for',
      'x-request-id',
      'x-tenant',
      'x-vercel-id',
    ])
  })

  test('deny and denyPrefixes extend the default, in any case and with blanks around them', () => {
    expect(forwarded({ deny: [' Authorization ', ''] })).toEqual({ 'x-tenant': 'acme' })
    expect(forwarded({ denyPrefixes: ['X-Ten'] })).toEqual({ authorization: 'Bearer user' })
  })

  test('blank deny entries are ignored', () => {
    expect(forwarded({ deny: [' '], denyPrefixes: [''] })).toEqual(forwarded(undefined))
  })

  test('allow forwards the named headers only, also others than x-* and those denied by default', () => {
    expect(forwarded({ allow: ['Accept-Language', 'x-request-id'] })).toEqual({
      'accept-language': 'de',
      'x-request-id': 'r-1',
    })
  })

  test('deny subtracts from allow', () => {
    expect(forwarded({ allow: ['cookie', 'x-tenant'], deny: ['cookie'] })).toEqual({ 'x-tenant': 'acme' })
  })

  test('an empty allow list is refused, because it is ambiguous', () => {
    expect(() => resolveForwardHeaders({ allow: [] })).toThrow('set forwardHeaders to false')
    expect(() => resolveForwardHeaders({ allow: [' '] })).toThrow(TypeError)
  })

  test('a misspelt member is refused', () => {
    const config: object = { denylist: ['x-a'] }
    expect(() => resolveForwardHeaders(config)).toThrow("no member 'denylist'")
  })
})

describe('mergeAgentHeaders', () => {
  test("the agent's own headers win whatever their case", () => {
    expect(
      mergeAgentHeaders({ Authorization: 'Bearer server' }, { authorization: 'Bearer user', 'x-a': '1' }),
    ).toEqual({
      Authorization: 'Bearer server',
      'x-a': '1',
    })
  })

  test('of two own headers that differ in case only the first stays', () => {
    expect(mergeAgentHeaders({ 'X-A': '1', 'x-a': '2' }, {})).toEqual({ 'X-A': '1' })
  })

  test('an agent without headers gets the forwarded ones, and its own object is never changed', () => {
    const own = Object.freeze({ 'x-own': '1' })
    expect(mergeAgentHeaders(undefined, { 'x-a': '1' })).toEqual({ 'x-a': '1' })
    expect(mergeAgentHeaders(own, { 'x-a': '1' })).not.toBe(own)
  })
})
