import { segmentsOf } from './create-endpoint.ts'

/** What is read of a request: its target, as routers in front have left it. */
export interface RoutedTarget {
  readonly url?: string | undefined
  /** The target as the client sent it, where a router has cut `url`. */
  readonly originalUrl?: unknown
  /** What routers have cut off. */
  readonly baseUrl?: unknown
  /** The route that has led to the handler, such as that of a controller. */
  readonly route?: unknown
}

/**
 * Counts the segments of a request's path that are below an endpoint. The endpoint is looked for in the whole path and in the
 * path below the mount, so that `app.use('/copilotkit', handler)` may repeat it or not. In a route, whose path may have a
 * prefix that the endpoint lacks, it is looked for anywhere in the path. Undefined for a request to another path.
 */
export function countBelow(request: RoutedTarget, endpoint: readonly string[]): number | undefined {
  const { url = '/', originalUrl, baseUrl } = request
  const cut = segmentsOf(pathOf(url))
  const whole = typeof originalUrl === 'string' ? segmentsOf(pathOf(originalUrl)) : cut
  for (const path of [cut, whole]) {
    if (startsWith(path, endpoint)) return path.length - endpoint.length
  }
  const mount = typeof baseUrl === 'string' ? segmentsOf(baseUrl) : []
  if (endsWith(mount, endpoint)) return cut.length
  return typeof request.route === 'object' && request.route !== null ? countAfter(whole, endpoint) : undefined
}

/** Counts the segments after the last place where an endpoint is in a path. */
function countAfter(path: readonly string[], endpoint: readonly string[]): number | undefined {
  for (let end = path.length; end >= endpoint.length; end--) {
    if (endsWith(path.slice(0, end), endpoint)) return path.length - end
  }
  return undefined
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((segment, at) => path[at] === segment)
}

function endsWith(path: readonly string[], end: readonly string[]): boolean {
  return path.length >= end.length && end.every((segment, at) => path.at(at - end.length) === segment)
}

/** The path of a request target, which is a path already, except for a proxy's. */
function pathOf(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '')
}
