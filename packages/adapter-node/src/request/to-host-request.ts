import type { HeadersReader, HostRequest } from '@flightdeck/runtime-core'
import type { ClientConnection } from '../connection/client-connection.ts'
import type { NodeRequest } from '../connection/exchange.ts'
import { type ParsedBody, toParsedBody } from './parsed-body.ts'
import { readWholeBody, type TakeChunk } from './read-whole-body.ts'
import { toRequestUrl } from './request-url.ts'
import type { BodyOptions, StreamedBody } from './stream-body.ts'
import { mayHaveBody, methodOf, toRequest } from './to-request.ts'

/** Options of {@link toHostRequest}. */
export interface ToHostRequestOptions extends BodyOptions {
  readonly client: ClientConnection
  /** Whether to use `x-forwarded-proto` and `x-forwarded-host`. */
  readonly trustProxy: boolean
}

/** A host request, and its body while it arrives. */
export interface HostedRequest {
  readonly request: HostRequest
  readonly body: Pick<StreamedBody, 'fail'>
}

/**
 * Wraps a Node request for a runtime. A fetch `Request` is created only if the runtime asks for one.
 *
 * @throws RequestError `invalid_url`, `body_already_read`, `method_not_supported`
 */
export function toHostRequest(req: NodeRequest, options: ToHostRequestOptions): HostedRequest {
  const { client } = options
  const method = methodOf(req)
  const parsed: ParsedBody | undefined = mayHaveBody(req, method) ? toParsedBody(req) : undefined
  let made: Request | undefined
  let reading: Pick<StreamedBody, 'fail'> | undefined

  const toFetchRequest = (): Request => {
    const converted = toRequest(req, { ...options, signal: client.signal })
    reading = converted.body
    return converted.request
  }
  const readBody = async (take: TakeChunk): Promise<void> => {
    if (!mayHaveBody(req, method)) return
    if (parsed !== undefined) return take(parsed.bytes)
    const body = readWholeBody(req, take, options)
    reading = body
    await body.done
  }
  return {
    request: {
      method,
      url: toRequestUrl(req, options.trustProxy),
      headers: headersOf(req, parsed),
      host: {
        toRequest: () => {
          made ??= toFetchRequest()
          return made
        },
        readBody,
        onDisconnect: (callback) => client.onDisconnect(callback),
      },
    },
    body: { fail: (reason) => reading?.fail(reason) },
  }
}

function headersOf(req: NodeRequest, parsed: ParsedBody | undefined): HeadersReader {
  const headerValue = (name: string): string | null => {
    if (name === 'content-type' && parsed?.contentType !== undefined) return parsed.contentType
    if (name === 'content-length' && parsed !== undefined) return null
    const value = req.headers[name]
    return typeof value === 'string' ? value : (value?.join(', ') ?? null)
  }
  return {
    get: headerValue,
    *[Symbol.iterator]() {
      for (const name of Object.keys(req.headers)) {
        const value = name.startsWith(':') ? null : headerValue(name)
        if (value !== null) yield [name, value]
      }
    },
  }
}
