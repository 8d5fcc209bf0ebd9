/** Returns the segments of a path. Empty ones are dropped, so duplicate and trailing slashes are ignored. */
export function pathSegments(pathname: string): string[] {
  return pathname.split('/').filter((segment) => segment !== '')
}

/**
 * Returns the segments of a base path, percent-encoded as in a URL; undefined without a base path. `'/'` has no segments,
 * which is different: paths must then match a route from their start.
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

/** Returns the segments of a path without the last `count`. */
export function basePathAbove(pathname: string, count: number): string[] {
  const segments = pathSegments(pathname)
  return segments.slice(0, Math.max(0, segments.length - count))
}

/** Returns the segments of `pathname` after the base path; undefined if the path is not below it. */
export function afterBasePath(pathname: string, base: readonly string[]): string[] | undefined {
  const segments = pathSegments(pathname)
  return base.every((segment, at) => segments[at] === segment) ? segments.slice(base.length) : undefined
}
