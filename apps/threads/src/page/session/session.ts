import { useCallback, useEffect, useState } from 'react'

const SESSION_URL = '/session'
/** Sends to the other windows of this browser. */
const channel = new BroadcastChannel('flightdeck.session')
const UNREACHABLE = 'The server cannot be reached. Is it running?'
const RETRY_MS = 2000

/** A user who can sign in. */
export interface User {
  id: string
  name: string
}

interface SessionResponse {
  user: User | null
  users: User[]
}

interface SessionState {
  /** The signed-in user and all users. Undefined until it is loaded. */
  session: SessionResponse | undefined
  /** The last error, as a text for the visitor. */
  problem: string | undefined
  signIn(userId: string): void
  signOut(): void
  /** Loads the session again. */
  refresh(): void
}

/** The session. Other windows of this browser share it and are notified when it changes. */
export function useSession(): SessionState {
  const [session, setSession] = useState<SessionResponse>()
  const [problem, setProblem] = useState<string>()

  const send = useCallback(async (init: RequestInit): Promise<void> => {
    try {
      const response = await fetch(SESSION_URL, { cache: 'no-store', ...init })
      if (!response.ok) throw new Error(`The server responded with ${response.status}`)
      const answer: SessionResponse = await response.json()
      setSession(answer)
      setProblem(undefined)
      if (init.method !== undefined) channel.postMessage('changed')
    } catch {
      setProblem(UNREACHABLE)
    }
  }, [])

  useEffect(() => {
    channel.onmessage = () => void send({})
    void send({})
    return () => {
      channel.onmessage = null
    }
  }, [send])

  const isUnknown = session === undefined && problem !== undefined
  useEffect(() => {
    if (!isUnknown) return
    const timer = setInterval(() => void send({}), RETRY_MS)
    return () => clearInterval(timer)
  }, [isUnknown, send])

  return {
    session,
    problem,
    signIn(userId) {
      const headers = { 'content-type': 'application/json' }
      void send({ method: 'POST', headers, body: JSON.stringify({ userId }) })
    },
    signOut() {
      // Do not show this user's thread to the next one.
      window.history.replaceState(null, '', window.location.pathname)
      void send({ method: 'DELETE' })
    },
    refresh: useCallback(() => void send({}), [send]),
  }
}
