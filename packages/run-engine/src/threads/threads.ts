import { RunnerError } from '../contract/runner-error.ts'
import type { LogReader } from '../log/log-reader.ts'
import type { ThreadContent } from '../reducer/thread-content.ts'
import type { LiveRun } from '../run/live-run.ts'
import type { RunRecord, ThreadInfo, ThreadKey } from '../store/thread-record.ts'
import type { ThreadChanges, ThreadPosition, ThreadStore, UpdateRequest } from '../store/thread-store.ts'
import { exportThread } from './thread-export.ts'
import { readExport } from './thread-import.ts'

/** Asks for a page of threads, the most recently active first. */
export interface ListThreadsRequest {
  /** Whose threads; without one, those that belong to nobody. */
  owner?: string | undefined
  /** Only threads whose last run was this agent's. */
  agentId?: string | undefined
  /** Archived threads. @default 'without' */
  archived?: 'without' | 'with' | 'only' | undefined
  /** Threads on a page. @default 50 */
  limit?: number | undefined
  /** The `nextCursor` of the page before. */
  cursor?: string | undefined
}

/** A page of threads. */
export interface ListedThreads {
  threads: readonly ThreadInfo[]
  /** Asks for the next page; absent on the last. */
  nextCursor?: string | undefined
}

/** What a person may change about a thread. Members that are absent stay as they are. */
export type ThreadChange = Omit<UpdateRequest, 'key' | 'now'>

/** Where an imported thread goes. */
export interface ImportOptions {
  /** Who owns it. @default nobody: what the file says of owners is never believed */
  owner?: string | undefined
  /** Its id here. @default the id it had */
  threadId?: string | undefined
  /** Levels of nesting in each line. @default 200 */
  maxJsonDepth?: number | undefined
}

/** What threads need of the runner that drives their runs. */
export interface ThreadsHost {
  /** The store is used: what it needs to have looked after begins. */
  begin(): void
  /** A look at a thread, again after its run was ended if that had been abandoned. */
  settled<T extends { running?: RunRecord | undefined }>(
    key: ThreadKey,
    look: () => PromiseLike<T | undefined> | T | undefined,
  ): Promise<T | undefined>
  liveRun(key: ThreadKey): LiveRun | undefined
  follow(key: ThreadKey): Promise<LogReader>
  stop(key: ThreadKey): Promise<boolean>
  stopAll(owner: string | undefined): Promise<void>
}

/** The threads that a runner keeps. Each method sees those of one owner only: others' do not exist for it. */
export class Threads {
  readonly #kept: ThreadStore
  readonly #host: ThreadsHost

  constructor(store: ThreadStore, host: ThreadsHost) {
    this.#kept = store
    this.#host = host
  }

  get #store(): ThreadStore {
    this.#host.begin()
    return this.#kept
  }

  /**
   * A page of one owner's threads.
   *
   * @throws RunnerError `invalid_cursor`
   */
  async list(request: ListThreadsRequest = {}): Promise<ListedThreads> {
    const { cursor, limit = 50, ...rest } = request
    const after = cursor === undefined ? undefined : toPosition(cursor)
    const { threads, next } = await this.#store.list({ ...rest, limit, ...(after && { after }) })
    return { threads, ...(next && { nextCursor: toPageCursor(next) }) }
  }

  /** One thread without its content, or nothing if there is none. */
  async get(key: ThreadKey): Promise<ThreadInfo | undefined> {
    return await this.#host.settled(key, () => this.#store.peek(key))
  }

  /** Messages and state, what a run that lasts has added so far among them. */
  async content(key: ThreadKey): Promise<ThreadContent | undefined> {
    const live = this.#host.liveRun(key)
    if (live && !live.log.closed) return live.snapshot().content
    const thread = await this.#store.get(key)
    if (thread === undefined) return undefined
    const state = thread.state
    if (thread.running === undefined) return { messages: thread.messages, state }
    return contentOf(await this.#told(key)) ?? { messages: thread.messages, state }
  }

  /**
   * The thread as AG-UI events, each as JSON text: a run's start, its messages and its state, then what is being said
   * at the moment, or the last ending.
   */
  async events(key: ThreadKey): Promise<readonly string[] | undefined> {
    if ((await this.#store.peek(key)) === undefined) return undefined
    return await this.#told(key)
  }

  /** The runs of a thread, the newest first. */
  async runs(
    request: ThreadKey & { limit?: number | undefined; before?: number | undefined },
  ): Promise<readonly RunRecord[]> {
    const { threadId, owner, limit = 50, before } = request
    const key = { threadId, owner }
    const seen = await this.#host.settled(key, async () => {
      const runs = await this.#store.runs({ key, limit, before })
      return { runs, running: runs.find(({ status }) => status === 'running') }
    })
    return seen?.runs ?? []
  }

  /** Gives a thread a name or takes it away, puts it away or brings it back: all of it, or nothing. */
  async update(key: ThreadKey, changes: ThreadChange): Promise<ThreadInfo | undefined> {
    return await this.#store.update({ key, now: Date.now(), ...changes })
  }

  /** Gives a thread a name, or with `null` takes it away. */
  async rename(
    key: ThreadKey,
    name: string | null,
    options: { onlyIfUnnamed?: boolean | undefined } = {},
  ): Promise<ThreadInfo | undefined> {
    return await this.update(key, { name, ...options })
  }

  /** Puts a thread away, or brings it back. */
  async archive(key: ThreadKey, archived: boolean): Promise<ThreadInfo | undefined> {
    return await this.update(key, { archived })
  }

  /** Deletes a thread; a run that lasts on it is stopped first. False if there was none. */
  async delete(key: ThreadKey): Promise<boolean> {
    await this.#host.stop(key)
    return await this.#store.remove(key)
  }

  /** Deletes all threads of one owner, and says how many; their runs are stopped first. */
  async clear(owner: string | undefined): Promise<number> {
    await this.#host.stopAll(owner)
    return await this.#store.clear(owner)
  }

  /** What changed in one owner's list since a revision; without one, the revision of now. */
  async changes(
    request: { owner?: string | undefined; since?: number | undefined; limit?: number | undefined } = {},
  ): Promise<ThreadChanges> {
    const { limit = 100, ...rest } = request
    return await this.#store.changes({ ...rest, limit })
  }

  /** Calls `wake` when one owner's list may have changed; returns what ends this. */
  watch(owner: string | undefined, wake: () => void): () => void {
    return this.#store.watchList(owner, wake)
  }

  /**
   * A thread as lines of JSON, each an AG-UI event, one of them a checksum over the others. A run that lasts is not
   * part of it. Nothing if there is no such thread.
   */
  async *export(key: ThreadKey): AsyncGenerator<string, void, undefined> {
    const thread = await this.#host.settled(key, () => this.#store.get(key))
    if (thread === undefined) return
    // A run that ends in between begins where this reading ends, and is not in it.
    const before = thread.running?.base ?? thread.head
    const runs = await this.#store.runs({ key, limit: Number.MAX_SAFE_INTEGER, before })
    yield* await exportThread(thread, runs)
  }

  /**
   * Creates a thread from the lines of an export.
   *
   * @throws RunnerError `invalid_import` for lines that are damaged, not an export, or of what no thread can hold;
   * `thread_exists`
   */
  async import(
    lines: Iterable<string> | AsyncIterable<string>,
    options: ImportOptions = {},
  ): Promise<ThreadInfo> {
    const { owner, ...reading } = options
    const { threadId, ...thread } = await readExport(lines, reading)
    const key: ThreadKey = { threadId: reading.threadId ?? threadId, owner }
    if (!(await this.#store.put({ ...thread, key }))) {
      throw new RunnerError('thread_exists', `There is a thread '${key.threadId}' already`)
    }
    return (await this.#store.peek(key)) as ThreadInfo
  }

  /** What a reader is told that joins now. */
  async #told(key: ThreadKey): Promise<readonly string[]> {
    const reader = await this.#host.follow(key)
    try {
      return (await reader.next(1))?.events ?? []
    } finally {
      reader.close()
    }
  }
}

function contentOf(events: readonly string[]): ThreadContent | undefined {
  const told = events.map((json) => JSON.parse(json) as Record<string, unknown>)
  const messages = told.find(({ type }) => type === 'MESSAGES_SNAPSHOT')?.messages as
    | { id: string }[]
    | undefined
  const state = told.find(({ type }) => type === 'STATE_SNAPSHOT')?.snapshot
  return (
    messages && {
      messages: messages.map((message) => ({ id: message.id, json: JSON.stringify(message) })),
      state: state === undefined ? undefined : JSON.stringify(state),
    }
  )
}

/** Opaque to clients, and fit for a query string. A half character, which no client can send, finds the next place. */
function toPageCursor({ activeAt, threadId }: ThreadPosition): string {
  return `${activeAt}.${encodeURIComponent(threadId.replaceAll(/\p{Surrogate}/gu, '\ufffd'))}`
}

function toPosition(cursor: string): ThreadPosition {
  const [, activeAt, threadId] = /^(\d{1,16})\.(.*)$/s.exec(cursor) ?? []
  try {
    if (activeAt !== undefined && threadId !== undefined) {
      return { activeAt: Number(activeAt), threadId: decodeURIComponent(threadId) }
    }
  } catch {
    // Not one of ours, as below.
  }
  throw new RunnerError('invalid_cursor', 'The cursor is not one that a list of threads gave')
}
