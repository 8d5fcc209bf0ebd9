// Tests: `to-request.test.ts`.
// Covered by to-request.test.ts, under "the URL".

import type { NodeRequest } from '../connection/exchange.ts'
import { RequestError } from './request-error.ts'

const absoluteForm = /^(https?):\/\/([^/?#]*)(.*)$/is
const MALFORMED = 'The request target or the Host header is missing or malformed'
const validHost = /^(?:[\w.~!$&'()*+,;=%-]+|\[[\da-f:.]+\])(?::\d*)?$/i

/**
 * Returns the absolute URL of a request as text. With `trustProxy`, scheme and host are the first value of
 * `x-forwarded-proto` and of `x-forwarded-host`.
 *
 * @throws RequestError `invalid_url`
 */
export function toRequestUrl(req: NodeRequest, trustProxy: boolean): string {
  const target = originalUrl(req)
  const absolute = absoluteForm.exec(target)
  const forwarded = (name: string): string | undefined =>
    trustProxy ? firstValue(req.headers[name]) : undefined

  const scheme =
    forwarded('x-forwarded-proto')?.toLowerCase() ?? absolute?.[1]?.toLowerCase() ?? ownScheme(req)
  if (scheme !== 'http' && scheme !== 'https')
    throw new RequestError('invalid_url', 'The scheme must be http or https')

  const host = forwarded('x-forwarded-host') ?? absolute?.[2] ?? ownHost(req)
  if (!validHost.test(host)) throw new RequestError('invalid_url', MALFORMED)

  // Not resolved against a base URL: a path such as //example.com/ would then change the host.
  const path = absolute?.[3] ?? target
  const url = `${scheme}://${host}${path.startsWith('/') ? path : `/${path}`}`
  // Some hosts have allowed characters and no meaning: a port above 65,535, an IPv4 address of five numbers.
  if (!URL.canParse(url)) throw new RequestError('invalid_url', MALFORMED)
  return url
}

/** Routers remove their mount path from `url` and keep the complete target in `originalUrl`. */
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
  // HTTP/1.0 does not require a Host header.
  return req.headers.host ?? (req.httpVersion === '1.0' ? 'localhost' : '')
}

function firstValue(header: string | readonly string[] | undefined): string | undefined {
  const value = typeof header === 'string' ? header : header?.[0]
  const first = value?.split(',', 1)[0]?.trim()
  return first === '' ? undefined : first
}
