import type { HeadersReader, HostRequest } from '@flightdeck/runtime-core'
import type { ClientWatch } from './client-watch.ts'
import type { NodeRequest } from './exchange.ts'
import type { NodeBody, NodeBodyOptions } from './node-body.ts'
import { type ParsedBody, toParsedBody } from './parsed-body.ts'
import { readNodeBody, type TakeChunk } from './read-node-body.ts'
import { toRequestUrl } from './request-url.ts'
import { mayHaveBody, toRequest } from './to-request.ts'

/** What {@link toHostRequest} needs beside the request itself. */
export interface ToHostRequestOptions extends NodeBodyOptions {
  readonly client: ClientWatch
  /** Whether `x-forwarded-proto` and `x-forwarded-host` are believed. */
  readonly trustProxy: boolean
}

/** A request for a handler that asks for no more of it than it needs, and its body while it arrives. */
export interface HostedRequest {
  readonly request: HostRequest
  readonly body: Pick<NodeBody, 'fail'>
}

/**
 * Hands a Node request to a runtime as it is. The fetch request is made when the runtime has code that wants it.
 *
 * @throws Refusal `invalid_url`, `body_already_read`
 */
export function toHostRequest(req: NodeRequest, options: ToHostRequestOptions): HostedRequest {
  const { client } = options
  const method = req.method ?? 'GET'
  const parsed: ParsedBody | undefined = mayHaveBody(req, method) ? toParsedBody(req) : undefined
  let made: Request | undefined
  let reading: Pick<NodeBody, 'fail'> | undefined

  const toFetchRequest = (): Request => {
    const converted = toRequest(req, { ...options, signal: client.signal })
    reading = converted.body
    return converted.request
  }
  const readBody = async (take: TakeChunk): Promise<void> => {
    if (!mayHaveBody(req, method)) return
    if (parsed !== undefined) return take(parsed.bytes)
    const body = readNodeBody(req, take, options)
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
        onLeave: (callback) => client.onLeave(callback),
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
