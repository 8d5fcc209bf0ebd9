import type { ServerRequest } from './host-request.ts'

/** Which headers of a request are passed to the agent. */
export interface ForwardHeadersConfig {
  /**
   * Leave out the headers that proxies and platforms add: addresses, traces, and the identity of the user or of its
   * certificate (`x-forwarded-*`, `x-auth-request-*`, `x-amzn-oidc-*`, …). Ignored if `allow` is set.
   * @default true
   */
  useDefaultDenylist?: boolean | undefined
  /** Names that are never forwarded, besides the default ones. @default [] */
  deny?: readonly string[] | undefined
  /** Prefixes of names that are never forwarded, besides the default ones. @default [] */
  denyPrefixes?: readonly string[] | undefined
  /** Names forwarded beside the default ones: exceptions from the default denylist, or any other header. @default [] */
  alsoAllow?: readonly string[] | undefined
  /**
   * Forward these names and those of `alsoAllow`, and no others; any header may be named. `deny` and `denyPrefixes` still
   * subtract.
   */
  allow?: readonly string[] | undefined
}

/** Decides by its lower-case name whether a header is forwarded. */
export type ForwardHeadersPolicy = (name: string) => boolean

/** Headers of proxies and platforms that have no prefix of their own. */
const DENIED_NAMES = [
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-cloud-trace-context',
  'x-cache',
  'x-served-by',
  'x-request-id',
  // Identities that proxies have verified: Kong, Google's API gateways, Grafana's and Apache's authenticating proxies.
  'x-userinfo',
  'x-anonymous-consumer',
  'x-endpoint-api-userinfo',
  'x-serverless-authorization',
  // Gatekeepers of Keycloak. Not by prefix: applications send `x-auth-token` themselves.
  'x-auth-audience',
  'x-auth-email',
  'x-auth-expiresin',
  'x-auth-groups',
  'x-auth-roles',
  'x-auth-subject',
  'x-auth-userid',
  'x-auth-username',
]

const DENIED_PREFIXES = [
  // Where a request came from: proxies, load balancers and platforms.
  'x-forwarded-',
  'x-original-',
  'x-amz-',
  'x-amzn-trace-',
  'x-azure-',
  'x-arr-',
  'x-appgw-',
  'x-envoy-',
  'x-fastly-',
  'x-nf-',
  'x-vercel-',
  'x-middleware-',
  'x-copilotcloud-',
  // Who sent it, as a proxy in front has verified: oauth2-proxy, AWS, Azure, Google, Pomerium, authentik, Kong.
  'x-auth-request-',
  'x-amzn-oidc-',
  'x-ms-client-principal',
  'x-ms-token-',
  'x-goog-iap-',
  'x-goog-authenticated-user-',
  'x-apigateway-',
  'x-pomerium-',
  'x-authentik-',
  'x-consumer-',
  'x-credential-',
  'x-authenticated-',
  'x-remote-',
  'x-webauth-',
  'x-vouch-',
  'x-token-user-',
  'x-token-subject',
  'x-jwt-',
  // Its client certificate.
  'x-client-cert',
  'x-client-verify',
  'x-client-dn',
  'x-client-s-dn',
  'x-ssl-',
  'x-amzn-mtls-',
  'x-amzn-tls-',
  'x-tls-client-',
]
const OPTION_NAMES = ['useDefaultDenylist', 'deny', 'denyPrefixes', 'alsoAllow', 'allow']

/**
 * Turns the `forwardHeaders` option into a policy. Without one, `authorization` and every `x-*` header are
 * forwarded except those of the default denylist; `false` forwards nothing.
 *
 * @throws TypeError for an unknown member, or an empty `allow`
 */
export function resolveForwardHeaders(
  config: ForwardHeadersConfig | false | undefined,
): ForwardHeadersPolicy {
  if (config === false) return () => false
  const {
    useDefaultDenylist = true,
    deny = [],
    denyPrefixes = [],
    alsoAllow = [],
    allow,
  } = checked(config ?? {})
  const excepted = new Set(normalized(alsoAllow))
  const ownDenied = new Set(normalized(deny))
  const ownPrefixes = normalized(denyPrefixes)
  const isDenied = (name: string): boolean => ownDenied.has(name) || startsWithAny(name, ownPrefixes)
  if (allow !== undefined) {
    const allowed = new Set(normalized(allow))
    return (name) => (allowed.has(name) || excepted.has(name)) && !isDenied(name)
  }
  const denied = new Set(useDefaultDenylist ? DENIED_NAMES : [])
  const prefixes = useDefaultDenylist ? DENIED_PREFIXES : []
  const isDefault = (name: string): boolean =>
    (name === 'authorization' || name.startsWith('x-')) && !denied.has(name) && !startsWithAny(name, prefixes)
  return (name) => (isDefault(name) || excepted.has(name)) && !isDenied(name)
}

/** Returns the headers of `request` that `policy` allows, by lower-case name. */
export function forwardableHeaders(
  request: ServerRequest,
  policy: ForwardHeadersPolicy,
): Record<string, string> {
  return Object.fromEntries([...request.headers].filter(([name]) => policy(name.toLowerCase())))
}

/**
 * Merges the agent's headers with the forwarded ones. The agent's take precedence, case-insensitively; of two of its own
 * that differ only in case, the first is kept.
 */
export function mergeAgentHeaders(
  agentHeaders: Readonly<Record<string, string>> | undefined,
  forwarded: Readonly<Record<string, string>>,
): Record<string, string> {
  const merged = new Map<string, [name: string, value: string]>()
  for (const [name, value] of [...Object.entries(agentHeaders ?? {}), ...Object.entries(forwarded)]) {
    if (!merged.has(name.toLowerCase())) merged.set(name.toLowerCase(), [name, value])
  }
  return Object.fromEntries(merged.values())
}

function checked(config: ForwardHeadersConfig): ForwardHeadersConfig {
  const unknown = Object.keys(config).find((key) => !OPTION_NAMES.includes(key))
  if (unknown !== undefined) {
    throw new TypeError(
      `forwardHeaders has no member '${unknown}'. Its members are: ${OPTION_NAMES.join(', ')}.`,
    )
  }
  if (config.allow !== undefined && normalized(config.allow).length === 0) {
    throw new TypeError(
      'forwardHeaders.allow names no header. To forward nothing, set forwardHeaders to false; ' +
        'to forward the default headers, leave allow out.',
    )
  }
  return config
}

function normalized(names: readonly string[]): string[] {
  return names.map((name) => name.trim().toLowerCase()).filter((name) => name !== '')
}

function startsWithAny(name: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => name.startsWith(prefix))
}
