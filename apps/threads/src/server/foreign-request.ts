const HARMLESS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a browser sends a request that may change something on behalf of a page of another origin. The cookie comes
 * along from other ports of this machine, for which `SameSite` is no fence.
 */
export function isForeign({ method, headers }: Request): boolean {
  if (HARMLESS.has(method)) return false
  const site = headers.get('sec-fetch-site')
  return site === 'cross-site' || site === 'same-site'
}
