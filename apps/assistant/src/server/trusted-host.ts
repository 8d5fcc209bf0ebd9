import { isIP } from 'node:net'

/**
 * Whether a request may be answered by a server that listens on an address of this machine alone: its `host` header must
 * name this machine. A page of another site can have its own name lead here, but it cannot change that header.
 */
export function isTrustedHost(listensOn: string, host: string | undefined): boolean {
  if (!isLoopback(listensOn)) return true
  return isLoopback((host ?? '').replace(/:\d+$/, '').replace(/^\[|\]$/g, ''))
}

function isLoopback(name: string): boolean {
  const address = name.toLowerCase()
  if (address === 'localhost' || address.endsWith('.localhost') || address === '::1') return true
  return isIP(address) === 4 && address.startsWith('127.')
}
