import { useEffect, useState } from 'react'

export const RUNTIME_URL = '/api/copilotkit'

/** As many as the server gives at once. Older threads neither run nor change without being told of. */
const LIST_URL = `${RUNTIME_URL}/threads?includeArchived=true&limit=200`
const LIVE_URL = `${RUNTIME_URL}/threads/subscribe`
const FIRST_RETRY_MS = 300
const LAST_RETRY_MS = 3000

/** What the server tells of a thread, beyond what the stock list keeps of it. */
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

/** The user's threads as they are now. */
export interface LiveList {
  /** Whether the server answers. */
  state: 'connecting' | 'up' | 'down'
  /**
   * Which opening of the stream the list was read with, from 1; 0 until then. Before each one but the first, which
   * comes with the page, anything may have happened unseen.
   */
  opening: number
  /** Counts the changes, for whoever reads the list in another way. */
  changes: number
  threads: ReadonlyMap<string, ThreadStatus>
}

type Frame =
  | { type: 'thread_changed'; thread: ThreadStatus }
  | { type: 'thread_deleted'; threadId: string }
  | { type: 'reset' }

const EMPTY: LiveList = { state: 'connecting', opening: 0, changes: 0, threads: new Map() }

/**
 * Follows the live list of threads, and reads it whole whenever the stream was opened. A hidden window lets go of the
 * stream, for a browser has few connections to one server, and takes it up again when it is looked at.
 *
 * @param onRefused called when the server answers, but not with a list
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
        // What changes while the list is under way may be newer than the list.
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
  if (!response.ok) throw new Error(`The server answered with ${response.status}`)
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
