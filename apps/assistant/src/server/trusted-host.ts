import { isIP } from 'node:net'

/**
 * Whether a server on a loopback address may answer a request for its page or its own data, which the option `allowedHosts` of
 * the runtime does not cover: its `host` header must be a loopback name. This prevents
 * DNS rebinding: another site can point its domain to this machine, but it cannot change that header.
 */
export function isTrustedHost(listensOn: string, host: string | undefined): boolean {
  if (!isLoopback(listensOn)) return true
  return isLoopback((host ?? '').replace(/:\d+$/, '').replace(/^\[|\]$/g, ''))
}

/** Whether a name or address is this machine's. */
export function isLoopback(name: string): boolean {
  const address = name.toLowerCase()
  if (address === 'localhost' || address.endsWith('.localhost') || address === '::1') return true
  return isIP(address) === 4 && address.startsWith('127.')
}
