import { useEffect, useState } from 'react'

export const RUNTIME_URL = '/api/copilotkit'

/** The largest page of the server. Changes of older threads are sent by the stream. */
const LIST_URL = `${RUNTIME_URL}/threads?includeArchived=true&limit=200`
const LIVE_URL = `${RUNTIME_URL}/threads/subscribe`
const FIRST_RETRY_MS = 300
const LAST_RETRY_MS = 3000

/** The status of a thread, which the stock list does not contain. */
export interface ThreadStatus {
  id: string
  name: string | null
  archived: boolean
  /** When a run last started or ended. */
  lastRunAt: string
  running: { runId: string } | null
  lastRunStatus: string | null
  pendingInterrupts: number
}

/** The current state of the user's threads. */
export interface LiveList {
  /** Whether the server can be reached. */
  state: 'connecting' | 'up' | 'down'
  /**
   * The number of the stream connection that the list was read with, from 1; 0 before that. Changes before a reconnect
   * may have been missed.
   */
  opening: number
  /** Counts the changes, for other readers of the list. */
  changes: number
  threads: ReadonlyMap<string, ThreadStatus>
}

type Frame =
  | { type: 'thread_changed'; thread: ThreadStatus }
  | { type: 'thread_deleted'; threadId: string }
  | { type: 'reset' }

const EMPTY: LiveList = { state: 'connecting', opening: 0, changes: 0, threads: new Map() }

/**
 * Follows the live list of threads, and reads the complete list whenever the stream is opened. A hidden window closes the
 * stream, because a browser has few connections per server, and opens it again when it becomes visible.
 *
 * @param onRefused called when the server responds with an error
 */
export function useLiveList(onRefused: () => void): LiveList {
  const [list, setList] = useState<LiveList>(EMPTY)

  useEffect(() => {
    let source: EventSource | undefined
    let retry: ReturnType<typeof setTimeout> | undefined
    let retryMs = FIRST_RETRY_MS
    let frames = 0
    let opening = 1

    const readAll = async (from: EventSource): Promise<void> => {
      try {
        let threads: Map<string, ThreadStatus> | undefined
        // Changes that arrive while the list is loading may be newer than the list.
        for (let seen = -1; seen !== frames; ) {
          seen = frames
          threads = await fetchThreads()
        }
        if (from === source && threads) setList((before) => toRead(before, opening, threads))
      } catch {
        if (from === source) onBreak()
      }
    }

    const onFrame = ({ data }: MessageEvent<string>): void => {
      frames += 1
      const frame: Frame = JSON.parse(data)
      if (frame.type === 'reset' && source) void readAll(source)
      else setList((before) => apply(before, frame))
    }

    const onBreak = (): void => {
      const isRefusal = source?.readyState === EventSource.CLOSED
      close()
      setList((before) => ({ ...before, state: 'down' }))
      retry = setTimeout(open, retryMs)
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
      if (isRefusal) onRefused()
    }

    const open = (): void => {
      const opened = new EventSource(LIVE_URL)
      source = opened
      opened.onopen = () => {
        retryMs = FIRST_RETRY_MS
        void readAll(opened)
      }
      opened.onmessage = onFrame
      opened.onerror = onBreak
    }

    const close = (): void => {
      opening += 1
      clearTimeout(retry)
      source?.close()
      source = undefined
    }

    const openIfSeen = (): void => {
      if (document.visibilityState === 'visible') open()
    }
    const onVisibility = (): void => {
      close()
      openIfSeen()
    }
    document.addEventListener('visibilitychange', onVisibility)
    openIfSeen()
    return () => {
      document.removeEventListener('visibilitychange', onVisibility)
      close()
    }
  }, [onRefused])

  return list
}

async function fetchThreads(): Promise<Map<string, ThreadStatus>> {
  const response = await fetch(LIST_URL, { cache: 'no-store' })
  if (!response.ok) throw new Error(`The server responded with ${response.status}`)
  const { threads }: { threads: ThreadStatus[] } = await response.json()
  return new Map(threads.map((thread) => [thread.id, thread]))
}

function toRead(before: LiveList, opening: number, threads: Map<string, ThreadStatus>): LiveList {
  return { state: 'up', opening, changes: before.changes + 1, threads }
}

function apply(before: LiveList, frame: Frame): LiveList {
  const threads = new Map(before.threads)
  if (frame.type === 'thread_changed') threads.set(frame.thread.id, frame.thread)
  if (frame.type === 'thread_deleted') threads.delete(frame.threadId)
  return { ...before, changes: before.changes + 1, threads }
}
