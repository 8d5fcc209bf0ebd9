import { useEffect, useState } from 'react'

export const RUNTIME_URL = '/api/copilotkit'

/** Milliseconds between checks while the server can be reached. */
const CALM_MS = 5000
const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 4000
const TIMEOUT_MS = 4000

const BREAK = 'flightdeck:break'

/** Reports that a request failed, so that the server is checked immediately. */
export function reportConnectionError(): void {
  window.dispatchEvent(new Event(BREAK))
}

export interface Connection {
  state: 'connecting' | 'up' | 'down'
  /** The agents of the server, by id. */
  agents: Record<string, { description: string }>
  /** Counts the successful checks after a failed request. */
  repairs: number
}

const UNKNOWN: Connection = { state: 'connecting', agents: {}, repairs: 0 }

/** Checks whether the server can be reached: at a fixed interval while it can, with increasing delays while it cannot. */
export function useConnection(): Connection {
  const [connection, setConnection] = useState<Connection>(UNKNOWN)

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let retryMs = FIRST_RETRY_MS
    let checking = false
    let isBroken = false
    let over = false

    const check = async (): Promise<void> => {
      if (checking) return
      checking = true
      clearTimeout(timer)
      const agents = await fetchAgents()
      checking = false
      if (over) return
      const isRepair = isBroken && agents !== undefined
      if (isRepair) isBroken = false
      setConnection((before) => toConnection(before, agents, isRepair))
      retryMs = agents ? FIRST_RETRY_MS : Math.min(retryMs * 2, LAST_RETRY_MS)
      timer = setTimeout(check, agents ? CALM_MS : retryMs)
    }

    const onBreak = (): void => {
      isBroken = true
      void check()
    }
    const occasions = ['online', 'offline', 'focus']
    for (const occasion of occasions) window.addEventListener(occasion, check)
    window.addEventListener(BREAK, onBreak)
    void check()
    return () => {
      over = true
      clearTimeout(timer)
      for (const occasion of occasions) window.removeEventListener(occasion, check)
      window.removeEventListener(BREAK, onBreak)
    }
  }, [])

  return connection
}

function toConnection(
  before: Connection,
  agents: Connection['agents'] | undefined,
  isRepair: boolean,
): Connection {
  if (!agents) return before.state === 'down' ? before : { ...before, state: 'down' }
  const isReturn = before.state === 'down'
  const isSame = before.state === 'up' && JSON.stringify(agents) === JSON.stringify(before.agents)
  if (isSame && !isRepair) return before
  return {
    state: 'up',
    agents,
    repairs: before.repairs + (isReturn || isRepair ? 1 : 0),
  }
}

async function fetchAgents(): Promise<Connection['agents'] | undefined> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const response = await fetch(`${RUNTIME_URL}/info`, { signal, cache: 'no-store' })
    if (!response.ok) return undefined
    const info: { agents?: Connection['agents'] } = await response.json()
    return info.agents ?? {}
  } catch {
    return undefined
  }
}
