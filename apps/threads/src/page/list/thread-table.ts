import { useThreads } from '@copilotkit/react-core/v2'
import { useEffect, useState } from 'react'
import { AGENT_ID } from './agent-id.ts'

/** Which threads are listed. */
export type View = 'active' | 'archived'

/** A row of the list. */
export interface ListedThread {
  id: string
  /** Its name, or a placeholder. */
  title: string
  name: string | null
  archived: boolean
}

export interface ThreadTable {
  threads: ListedThread[]
  isLoading: boolean
  hasMore: boolean
  /** The last error, as a text for the visitor. */
  problem: string | undefined
  /** The last change, for screen readers. */
  news: string
  showMore(): void
  rename(thread: ListedThread, name: string): void
  setArchived(thread: ListedThread, archived: boolean): void
  remove(thread: ListedThread): void
}

const PAGE_SIZE = 30
/** Delay before reloading: start, end and name of a run are three changes, often at once. */
const SETTLE_MS = 60

/**
 * The stock list of threads. It loads the list once, so it is reloaded here after each change in the live list.
 */
export function useThreadTable(view: View, changes: number): ThreadTable {
  const stock = useThreads({ agentId: AGENT_ID, includeArchived: view === 'archived', limit: PAGE_SIZE })
  const { refetchThreads, fetchMoreThreads, hasMoreThreads, isFetchingMoreThreads, isLoading } = stock
  const [pages, setPages] = useState(1)
  const [problem, setProblem] = useState<string>()
  const [news, setNews] = useState('')

  useEffect(() => {
    if (changes === 0) return
    const timer = setTimeout(refetchThreads, SETTLE_MS)
    return () => clearTimeout(timer)
  }, [changes, refetchThreads])

  // A reload returns the first page. The pages that the visitor has opened are loaded after it.
  const isShort = stock.threads.length < pages * PAGE_SIZE
  useEffect(() => {
    if (isShort && hasMoreThreads && !isFetchingMoreThreads && !isLoading) fetchMoreThreads()
  }, [isShort, hasMoreThreads, isFetchingMoreThreads, isLoading, fetchMoreThreads])

  const attempt = (change: Promise<void>, done: string): void => {
    setProblem(undefined)
    change.then(
      () => setNews(done),
      () => {
        setProblem('The change failed. The list shows the current state.')
        // The stock list shows a change optimistically, and keeps it even if it failed.
        refetchThreads()
      },
    )
  }

  return {
    threads: stock.threads.filter(({ archived }) => archived === (view === 'archived')).map(toListed),
    isLoading,
    hasMore: hasMoreThreads,
    problem: problem ?? (stock.listError ? 'The list could not be loaded.' : undefined),
    news,
    showMore: () => setPages((count) => count + 1),
    rename: ({ id }, name) => attempt(stock.renameThread(id, name), `Renamed to ${name}`),
    setArchived: ({ id, title }, archived) =>
      archived
        ? attempt(stock.archiveThread(id), `${title} was archived`)
        : attempt(stock.unarchiveThread(id), `${title} was unarchived`),
    remove: ({ id, title }) => attempt(stock.deleteThread(id), `${title} was deleted`),
  }
}

function toListed({ id, name, archived }: Omit<ListedThread, 'title'>): ListedThread {
  return { id, name, archived, title: name ?? 'Untitled chat' }
}
