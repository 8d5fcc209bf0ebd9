import type { ServerRequest } from './host-request.ts'

/** Which headers of a request are handed to the agent it runs. */
export interface ForwardHeadersConfig {
  /**
   * Leave out the headers that proxies and platforms add (`x-forwarded-*`, `x-real-ip`, `x-vercel-*`, …).
   * Without effect when `allow` is given. @default true
   */
  useDefaultDenylist?: boolean | undefined
  /** Names never forwarded, beside the default ones. @default [] */
  deny?: readonly string[] | undefined
  /** Beginnings of names never forwarded, beside the default ones. @default [] */
  denyPrefixes?: readonly string[] | undefined
  /** Forward these names and no others; any header may be named. `deny` and `denyPrefixes` still subtract. */
  allow?: readonly string[] | undefined
}

/** Decides by its lower-case name whether a header is forwarded. */
export type ForwardHeadersPolicy = (name: string) => boolean

const DENIED_NAMES = [
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-server',
  'x-real-ip',
  'x-amzn-trace-id',
  'x-amz-cf-id',
  'x-cloud-trace-context',
  'x-cache',
  'x-served-by',
  'x-request-id',
  'x-copilotcloud-public-api-key',
]
const DENIED_PREFIXES = ['x-amz-', 'x-azure-', 'x-fastly-', 'x-vercel-', 'x-middleware-', 'x-copilotcloud-']
const OPTION_NAMES = ['useDefaultDenylist', 'deny', 'denyPrefixes', 'allow']

/**
 * Turns the `forwardHeaders` option into a policy. Without one, `authorization` and every `x-*` header are
 * forwarded except those of the default denylist; `false` forwards nothing.
 *
 * @throws TypeError if the option has an unknown member, or an `allow` that names nothing
 */
export function resolveForwardHeaders(
  config: ForwardHeadersConfig | false | undefined,
): ForwardHeadersPolicy {
  if (config === false) return () => false
  const { useDefaultDenylist = true, deny = [], denyPrefixes = [], allow } = checked(config ?? {})
  const ownDenied = new Set(normalized(deny))
  const ownPrefixes = normalized(denyPrefixes)
  const isDenied = (name: string): boolean => ownDenied.has(name) || startsWithAny(name, ownPrefixes)
  if (allow !== undefined) {
    const allowed = new Set(normalized(allow))
    return (name) => allowed.has(name) && !isDenied(name)
  }
  const denied = new Set(useDefaultDenylist ? DENIED_NAMES : [])
  const prefixes = useDefaultDenylist ? DENIED_PREFIXES : []
  return (name) =>
    (name === 'authorization' || name.startsWith('x-')) &&
    !denied.has(name) &&
    !startsWithAny(name, prefixes) &&
    !isDenied(name)
}

/** The headers of `request` that `policy` lets through, by lower-case name. */
export function forwardableHeaders(
  request: ServerRequest,
  policy: ForwardHeadersPolicy,
): Record<string, string> {
  return Object.fromEntries([...request.headers].filter(([name]) => policy(name.toLowerCase())))
}

/**
 * The agent's own headers with the forwarded ones beside them. The agent's win, whatever the case of their
 * letters; of two of its own that differ only in case the first stays.
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
