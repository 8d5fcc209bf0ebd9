/** What an MCP server is called in logs and descriptions: host and path of its URL, without what may be secret. */
export function serverName(endpoint: unknown): string {
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) return 'a server that has no URL'
  const { host, pathname } = new URL(endpoint)
  return `${host}${pathname === '/' ? '' : pathname}`
}
