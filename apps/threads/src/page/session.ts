import { useCallback, useEffect, useState } from 'react'

const SESSION_URL = '/session'
/** Reaches the other windows of this browser, and never this one. */
const channel = new BroadcastChannel('flightdeck.session')
const UNREACHABLE = 'The server does not answer. Is it running?'
const RETRY_MS = 2000

/** Somebody who can sign in. */
export interface User {
  id: string
  name: string
}

interface SessionAnswer {
  user: User | null
  users: User[]
}

interface SessionState {
  /** Who is signed in, and who could be. Missing until the server has told. */
  session: SessionAnswer | undefined
  /** Why the last thing did not work, in words for the visitor. */
  problem: string | undefined
  signIn(userId: string): void
  signOut(): void
  /** Asks the server again who is signed in. */
  refresh(): void
}

/** Who is signed in. Other windows of this browser share the session, so they are told when it changes. */
export function useSession(): SessionState {
  const [session, setSession] = useState<SessionAnswer>()
  const [problem, setProblem] = useState<string>()

  const send = useCallback(async (init: RequestInit): Promise<void> => {
    try {
      const response = await fetch(SESSION_URL, { cache: 'no-store', ...init })
      if (!response.ok) throw new Error(`The server answered with ${response.status}`)
      const answer: SessionAnswer = await response.json()
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
      // The next user has nothing to do with this one's thread.
      window.history.replaceState(null, '', window.location.pathname)
      void send({ method: 'DELETE' })
    },
    refresh: useCallback(() => void send({}), [send]),
  }
}
