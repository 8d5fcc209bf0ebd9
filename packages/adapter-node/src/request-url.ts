import { Refusal } from './answer.ts'
import type { NodeRequest } from './exchange.ts'

const absoluteForm = /^(https?):\/\/([^/?#]*)(.*)$/is
const validHost = /^(?:[\w.~!$&'()*+,;=%-]+|\[[\da-f:.]+\])(?::\d*)?$/i

/**
 * The absolute URL a request was sent to, not yet parsed. With `trustProxy`, the first value of `x-forwarded-proto` and of
 * `x-forwarded-host` stand for what the client used.
 *
 * @throws Refusal `invalid_url`
 */
export function toRequestUrl(req: NodeRequest, trustProxy: boolean): string {
  const target = originalUrl(req)
  const absolute = absoluteForm.exec(target)
  const forwarded = (name: string): string | undefined =>
    trustProxy ? firstValue(req.headers[name]) : undefined

  const scheme =
    forwarded('x-forwarded-proto')?.toLowerCase() ?? absolute?.[1]?.toLowerCase() ?? ownScheme(req)
  if (scheme !== 'http' && scheme !== 'https')
    throw new Refusal('invalid_url', 'The scheme must be http or https')

  const host = forwarded('x-forwarded-host') ?? absolute?.[2] ?? ownHost(req)
  if (!validHost.test(host)) throw new Refusal('invalid_url', 'The Host header is missing or malformed')

  // Never resolved against a base: a path such as //example.com/ would then name another host.
  const path = absolute?.[3] ?? target
  return `${scheme}://${host}${path.startsWith('/') ? path : `/${path}`}`
}

/** Routers cut their mount path off `url` and keep the whole in `originalUrl`. */
function originalUrl(req: NodeRequest): string {
  if ('originalUrl' in req && typeof req.originalUrl === 'string') return req.originalUrl
  return req.url ?? '/'
}

function ownScheme(req: NodeRequest): string {
  const scheme = req.headers[':scheme']
  if (typeof scheme === 'string') return scheme
  return 'encrypted' in req.socket && req.socket.encrypted === true ? 'https' : 'http'
}

function ownHost(req: NodeRequest): string {
  const authority = req.headers[':authority']
  if (typeof authority === 'string') return authority
  // HTTP/1.0 has no Host header.
  return req.headers.host ?? (req.httpVersion === '1.0' ? 'localhost' : '')
}

function firstValue(header: string | readonly string[] | undefined): string | undefined {
  const value = typeof header === 'string' ? header : header?.[0]
  const first = value?.split(',', 1)[0]?.trim()
  return first === '' ? undefined : first
}
