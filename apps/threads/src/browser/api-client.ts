/** Sends API requests as a signed-in user, without a browser. */
export type ApiClient = (path: string, init?: RequestInit) => Promise<Response>

export async function signInTo(url: string, userId: string): Promise<ApiClient> {
  const response = await fetch(`${url}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId }),
  })
  const cookie = response.headers.get('set-cookie')?.split(';')[0]
  if (!cookie) throw new Error(`${userId} could not sign in: ${response.status}`)
  return (path, { headers, ...init } = {}) =>
    fetch(`${url}/api/copilotkit${path}`, { ...init, headers: { ...headers, cookie } })
}

/** The request that starts a run with one message. */
export function toRun(threadId: string, content: string): RequestInit {
  const messages = [{ id: crypto.randomUUID(), role: 'user', content }]
  const input = { threadId, runId: crypto.randomUUID(), messages, tools: [], context: [], state: {} }
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...input, forwardedProps: {} }),
  }
}
