import { RuntimeError } from '../../http/runtime-error.ts'

/** Default number of threads or runs in a page. */
const DEFAULT_PAGE_SIZE = 50

/** The requested page of a list. */
export interface PageQuery {
  limit: number
  cursor: string | undefined
}

/**
 * Reads `limit` and `cursor`. A `limit` above `maxPageSize` is reduced to it.
 *
 * @throws RuntimeError `invalid_request` for a `limit` that is not a positive integer
 */
export function readPageQuery(query: URLSearchParams, maxPageSize: number): PageQuery {
  const limit = query.get('limit') ?? ''
  if (limit !== '' && !/^0*[1-9]\d*$/.test(limit)) {
    throw new RuntimeError('invalid_request', "The query parameter 'limit' must be a positive integer")
  }
  return {
    limit: Math.min(limit === '' ? DEFAULT_PAGE_SIZE : Number(limit), maxPageSize),
    cursor: query.get('cursor') || undefined,
  }
}
