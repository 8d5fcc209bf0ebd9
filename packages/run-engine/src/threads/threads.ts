import type { FilledRunLimits } from '../contract/limits.ts'
import { RunnerError } from '../contract/runner-error.ts'
import type { LogReader } from '../log/log-reader.ts'
import type { Maintenance } from '../recovery/maintenance.ts'
import type { RemoteRuns } from '../recovery/remote-runs.ts'
import type { ThreadContent } from '../reducer/thread-content.ts'
import type { LiveRunTable } from '../run/live-run-table.ts'
import { isSameLog } from '../store/generation.ts'
import type { RunRecord, ThreadInfo, ThreadKey } from '../store/thread-record.ts'
import type { ThreadChanges, ThreadPosition, ThreadStore, UpdateRequest } from '../store/thread-store.ts'
import { waitForChange } from '../store/thread-wait.ts'
import { exportThread } from './thread-export.ts'
import { readExport } from './thread-import.ts'

/** A request for a page of threads, most recently active first. */
export interface ListThreadsRequest {
  /** The owner. Without one: threads without an owner. */
  owner?: string | undefined
  /** Only threads whose last run used this agent. */
  agentId?: string | undefined
  /** Archived threads. @default 'without' */
  archived?: 'without' | 'with' | 'only' | undefined
  /** Threads on a page. @default 50 */
  limit?: number | undefined
  /** The `nextCursor` of the previous page. */
  cursor?: string | undefined
}

/** A page of threads. */
export interface ListedThreads {
  threads: readonly ThreadInfo[]
  /** Cursor of the next page; absent on the last. */
  nextCursor?: string | undefined
}

/** Changes of a thread. Absent members stay unchanged. */
export type ThreadChange = Omit<UpdateRequest, 'key' | 'now'>

/** Options of an import. */
export interface ImportOptions {
  /** The owner of the new thread. The owner in the file is ignored. @default no owner */
  owner?: string | undefined
  /** The id of the new thread. @default the id in the export */
  threadId?: string | undefined
  /** Levels of nesting in each line. @default 200 */
  maxJsonDepth?: number | undefined
}

/** The part of a runner that `Threads` needs. */
export interface ThreadControl {
  follow(key: ThreadKey): Promise<LogReader>
  stop(key: ThreadKey): Promise<boolean>
}

/** The parts of the engine that `Threads` uses. */
export interface ThreadsOptions {
  store: ThreadStore
  limits: Pick<FilledRunLimits, 'maxStateBytes'>
  live: LiveRunTable
  maintenance: Maintenance
  remote: RemoteRuns
  runner: ThreadControl
}

/** The threads of a runner. Each method sees the threads of one owner only. */
export class Threads {
  readonly #options: ThreadsOptions

  constructor(options: ThreadsOptions) {
    this.#options = options
  }

  /**
   * A page of one owner's threads.
   *
   * @throws RunnerError `invalid_cursor`
   */
  async list(request: ListThreadsRequest = {}): Promise<ListedThreads> {
    const { cursor, limit = 50, ...rest } = request
    const after = cursor === undefined ? undefined : toPosition(cursor)
    const { threads, next } = await this.#useStore().list({ ...rest, limit, ...(after && { after }) })
    return { threads, ...(next && { nextCursor: toPageCursor(next) }) }
  }

  /** A thread without its content; undefined if it does not exist. */
  async get(key: ThreadKey): Promise<ThreadInfo | undefined> {
    return await this.#options.remote.settled(key, () => this.#useStore().peek(key))
  }

  /** Messages and state, including those of the running run. */
  async content(key: ThreadKey): Promise<ThreadContent | undefined> {
    const live = this.#options.live.get(key)
    if (live && !live.log.closed) return live.snapshot().content
    const thread = await this.#useStore().get(key)
    if (thread === undefined) return undefined
    const state = thread.state
    if (thread.running === undefined) return { messages: thread.messages, state }
    return contentOf(await this.#catchUp(key)) ?? { messages: thread.messages, state }
  }

  /**
   * The thread as AG-UI events, each as JSON text: the start of a run, messages and state, then the openers of open
   * items or the last ending. Undefined if the thread does not exist.
   */
  async events(key: ThreadKey): Promise<readonly string[] | undefined> {
    if ((await this.#useStore().peek(key)) === undefined) return undefined
    return await this.#catchUp(key)
  }

  /** The runs of a thread, newest first. */
  async runs(
    request: ThreadKey & { limit?: number | undefined; before?: number | undefined },
  ): Promise<readonly RunRecord[]> {
    const { threadId, owner, limit = 50, before } = request
    const key = { threadId, owner }
    const seen = await this.#options.remote.settled(key, async () => {
      const runs = await this.#useStore().runs({ key, limit, before })
      return { runs, running: runs.find(({ status }) => status === 'running') }
    })
    return seen?.runs ?? []
  }

  /** Changes the name or the archived flag of a thread, atomically. */
  async update(key: ThreadKey, changes: ThreadChange): Promise<ThreadInfo | undefined> {
    return await this.#useStore().update({ key, now: Date.now(), ...changes })
  }

  /** Sets the name of a thread; `null` removes it. */
  async rename(
    key: ThreadKey,
    name: string | null,
    options: Pick<ThreadChange, 'onlyIfUnnamed' | 'onlyIfNeverNamed' | 'generation'> = {},
  ): Promise<ThreadInfo | undefined> {
    return await this.update(key, { name, ...options })
  }

  /**
   * Waits until a thread is deleted, by any process, also if another one is created under its id. Resolves early when the signal
   * aborts.
   */
  async whenDeleted(
    { key, generation }: Pick<ThreadInfo, 'key' | 'generation'>,
    signal: AbortSignal,
  ): Promise<void> {
    const store = this.#useStore()
    while (!signal.aborted) {
      const { changed, end } = waitForChange(store, key)
      signal.addEventListener('abort', end, { once: true })
      try {
        const thread = await store.peek(key)
        if (thread === undefined || !isSameLog(thread.generation, generation)) return
        await changed
      } finally {
        signal.removeEventListener('abort', end)
        end()
      }
    }
  }

  /** Archives or unarchives a thread. */
  async archive(key: ThreadKey, archived: boolean): Promise<ThreadInfo | undefined> {
    return await this.update(key, { archived })
  }

  /** Deletes a thread after stopping its run. Returns false if it does not exist. */
  async delete(key: ThreadKey): Promise<boolean> {
    await this.#options.runner.stop(key)
    return await this.#useStore().remove(key)
  }

  /** Deletes all threads of one owner after stopping their runs. Returns their number. */
  async clear(owner: string | undefined): Promise<number> {
    const live = this.#options.live.all().filter(({ identity }) => identity.owner === owner)
    await Promise.all(
      live.map(({ identity: { threadId } }) => this.#options.runner.stop({ threadId, owner })),
    )
    return await this.#useStore().clear(owner)
  }

  /** The changes of one owner's list since a revision. Without one, returns the current revision. */
  async changes(
    request: { owner?: string | undefined; since?: number | undefined; limit?: number | undefined } = {},
  ): Promise<ThreadChanges> {
    const { limit = 100, ...rest } = request
    return await this.#useStore().changes({ ...rest, limit })
  }

  /** Calls `notify` when the list of one owner may have changed. Returns a function that ends the subscription. */
  watch(owner: string | undefined, notify: () => void): () => void {
    return this.#useStore().watchList(owner, notify)
  }

  /**
   * Exports a thread as lines of JSON, each an AG-UI event, one of them a checksum of the others. A running run is
   * not included. Yields nothing if the thread does not exist.
   */
  async *export(key: ThreadKey): AsyncGenerator<string, void, undefined> {
    const thread = await this.#options.remote.settled(key, () => this.#useStore().get(key))
    if (thread === undefined) return
    // A run that ends meanwhile starts after this position and is not included.
    const before = thread.running?.base ?? thread.head
    const runs = await this.#useStore().runs({ key, limit: Number.MAX_SAFE_INTEGER, before })
    yield* await exportThread(thread, runs)
  }

  /**
   * Creates a thread from the lines of an export.
   *
   * @throws RunnerError `invalid_import` for damaged or illegal lines; `thread_exists`
   */
  async import(
    lines: Iterable<string> | AsyncIterable<string>,
    options: ImportOptions = {},
  ): Promise<ThreadInfo> {
    const { owner, ...reading } = options
    const { threadId, ...thread } = await readExport(lines, {
      ...reading,
      maxStateBytes: this.#options.limits.maxStateBytes,
    })
    const key: ThreadKey = { threadId: reading.threadId ?? threadId, owner }
    if (!(await this.#useStore().put({ ...thread, key }))) {
      throw new RunnerError('thread_exists', `Thread '${key.threadId}' already exists`)
    }
    return (await this.#useStore().peek(key)) as ThreadInfo
  }

  /** The store. Starts its maintenance on first use. */
  #useStore(): ThreadStore {
    this.#options.maintenance.start()
    return this.#options.store
  }

  /** The events that a reader receives when it joins now. */
  async #catchUp(key: ThreadKey): Promise<readonly string[]> {
    const reader = await this.#options.runner.follow(key)
    try {
      return (await reader.next(1))?.events ?? []
    } finally {
      reader.close()
    }
  }
}

function contentOf(events: readonly string[]): ThreadContent | undefined {
  const parsed = events.map((json) => JSON.parse(json) as Record<string, unknown>)
  const messages = parsed.find(({ type }) => type === 'MESSAGES_SNAPSHOT')?.messages as
    | { id: string }[]
    | undefined
  const state = parsed.find(({ type }) => type === 'STATE_SNAPSHOT')?.snapshot
  return (
    messages && {
      messages: messages.map((message) => ({ id: message.id, json: JSON.stringify(message) })),
      state: state === undefined ? undefined : JSON.stringify(state),
    }
  )
}

/** An opaque cursor that is valid in a query string. A lone surrogate, which no client can send, is replaced. */
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
    // Malformed, as below.
  }
  throw new RunnerError('invalid_cursor', 'The cursor is not a `nextCursor` of a list of threads')
}
