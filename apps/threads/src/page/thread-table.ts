import { useThreads } from '@copilotkit/react-core/v2'
import { useEffect, useState } from 'react'
import { AGENT_ID } from './agent-id.ts'

/** Which threads are listed. */
export type View = 'active' | 'archived'

/** A thread as a line of the list. */
export interface ListedThread {
  id: string
  /** Its name, or what stands for one. */
  title: string
  name: string | null
  archived: boolean
}

export interface ThreadTable {
  threads: ListedThread[]
  isLoading: boolean
  hasMore: boolean
  /** What did not work, in words for the visitor. */
  problem: string | undefined
  /** What was done last, for those who cannot see it. */
  news: string
  showMore(): void
  rename(thread: ListedThread, name: string): void
  setArchived(thread: ListedThread, archived: boolean): void
  remove(thread: ListedThread): void
}

const PAGE_SIZE = 30
/** A run's start, its end and its name come as three changes, often at once. */
const SETTLE_MS = 60

/**
 * The stock list of threads. It reads the list once, so it is told to look again after each change that the live list
 * tells of.
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

  // Looking again gives the first page; the further ones that the visitor had asked for come after it.
  const isShort = stock.threads.length < pages * PAGE_SIZE
  useEffect(() => {
    if (isShort && hasMoreThreads && !isFetchingMoreThreads && !isLoading) fetchMoreThreads()
  }, [isShort, hasMoreThreads, isFetchingMoreThreads, isLoading, fetchMoreThreads])

  const attempt = (change: Promise<void>, done: string): void => {
    setProblem(undefined)
    change.then(
      () => setNews(done),
      () => {
        setProblem('That did not work. The list shows how things are.')
        // The stock list shows a change before it is made, and keeps it when it was refused.
        refetchThreads()
      },
    )
  }

  return {
    threads: stock.threads.filter(({ archived }) => archived === (view === 'archived')).map(toListed),
    isLoading,
    hasMore: hasMoreThreads,
    problem: problem ?? (stock.listError ? 'The list could not be read.' : undefined),
    news,
    showMore: () => setPages((count) => count + 1),
    rename: ({ id }, name) => attempt(stock.renameThread(id, name), `Renamed to ${name}`),
    setArchived: ({ id, title }, archived) =>
      archived
        ? attempt(stock.archiveThread(id), `${title} is in the archive`)
        : attempt(stock.unarchiveThread(id), `${title} is back among the chats`),
    remove: ({ id, title }) => attempt(stock.deleteThread(id), `${title} is deleted`),
  }
}

function toListed({ id, name, archived }: Omit<ListedThread, 'title'>): ListedThread {
  return { id, name, archived, title: name ?? 'Chat without a name' }
}
