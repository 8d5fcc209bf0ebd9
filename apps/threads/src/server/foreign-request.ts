const HARMLESS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a browser sends a request that may change state for a page of another origin. `SameSite` does not separate the
 * ports of one host, so pages on other ports would send the cookie.
 */
export function isForeign({ method, headers }: Request): boolean {
  if (HARMLESS.has(method)) return false
  const site = headers.get('sec-fetch-site')
  return site === 'cross-site' || site === 'same-site'
}
