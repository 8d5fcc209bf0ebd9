import { RuntimeError } from '../http/runtime-error.ts'

/** The names of this machine: for a server that listens on loopback. */
export const loopbackHosts: readonly string[] = ['localhost', '.localhost', '127.0.0.1', '[::1]']

const HOST = /^(?:\.?[\w-]+(?:\.[\w-]+)*|\[[\da-f:.]+\])$/i

/**
 * Makes the check of the option `allowedHosts`. A page that points a name of its own at this server's address (DNS
 * rebinding) is of the same origin as the server, so only the name tells them apart.
 *
 * @throws TypeError for something that is not a host name
 */
export function resolveAllowedHosts(hosts: readonly string[] | undefined): ((url: URL) => void) | undefined {
  if (hosts === undefined) return undefined
  if (!Array.isArray(hosts)) throw new TypeError("allowedHosts must be a list such as ['app.example.com'].")
  const wrong = hosts.find((host: unknown) => typeof host !== 'string' || toHostname(host) === undefined)
  if (wrong !== undefined) {
    throw new TypeError(
      `allowedHosts: '${String(wrong)}' is not a host name. Write it without scheme and port: 'app.example.com', ` +
        "'.example.com' for every name below example.com, '[::1]' for an IPv6 address.",
    )
  }
  const names = new Set(hosts.map(toHostname))
  const suffixes = [...names].filter((name): name is string => name?.startsWith('.') === true)
  return ({ hostname }) => {
    if (names.has(hostname) || suffixes.some((suffix) => hostname.endsWith(suffix))) return
    throw new RuntimeError(
      'host_not_allowed',
      `This server does not answer to the host '${hostname.slice(0, 200)}': add it to allowedHosts`,
    )
  }
}

/** A name as URLs have it: `[0:0::1]` is `[::1]` there. Undefined if it is not a host name. */
function toHostname(host: string): string | undefined {
  if (!HOST.test(host)) return undefined
  if (host.startsWith('.')) return host.toLowerCase()
  try {
    return new URL(`http://${host}`).hostname
  } catch {
    return undefined
  }
}
