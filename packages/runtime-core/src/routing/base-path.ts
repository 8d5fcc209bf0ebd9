/** The segments of a path. Empty ones are dropped, so doubled and trailing slashes make no difference. */
export function pathSegments(pathname: string): string[] {
  return pathname.split('/').filter((segment) => segment !== '')
}

/**
 * The segments that every path must begin with, percent-encoded as in a URL; `undefined` if no base path is
 * given. `'/'` has none, which is not the same: paths must then match a route from their very beginning.
 *
 * @throws TypeError if `basePath` is not the path of a URL
 */
export function resolveBasePath(basePath: string | undefined): string[] | undefined {
  if (basePath === undefined) return undefined
  if (typeof basePath !== 'string' || basePath === '' || /[?#]|^[a-z]+:/i.test(basePath)) {
    throw new TypeError(
      `basePath must be a path such as '/api/copilotkit', not ${JSON.stringify(basePath)}. ` +
        'Leave it out to match routes at the end of any path.',
    )
  }
  return pathSegments(new URL(`/${pathSegments(basePath).join('/')}`, 'http://localhost').pathname)
}

/** The base path of a request whose last `count` segments are below it. */
export function basePathAbove(pathname: string, count: number): string[] {
  const segments = pathSegments(pathname)
  return segments.slice(0, Math.max(0, segments.length - count))
}

/** The segments of `pathname` after the base path; `undefined` if the path lies elsewhere. */
export function afterBasePath(pathname: string, base: readonly string[]): string[] | undefined {
  const segments = pathSegments(pathname)
  return base.every((segment, at) => segments[at] === segment) ? segments.slice(base.length) : undefined
}
