import type {
  ClaimRequest,
  FinishRequest,
  ThreadKey,
  ThreadStore,
  ThreadView,
} from '@flightdeck/run-engine/store'

/** A claim that succeeded. */
export interface Claimed {
  readonly key: ThreadKey
  readonly epoch: number
  readonly thread: ThreadView
}

let claims = 0

/** Claims a thread that must be free. */
export async function claimed(
  store: ThreadStore,
  key: ThreadKey,
  fields: Partial<ClaimRequest> = {},
): Promise<Claimed> {
  claims += 1
  const request = {
    key,
    claimId: `claim-${claims}`,
    runId: 'r',
    agentId: 'a',
    now: claims,
    leaseMs: 60_000,
    ...fields,
  }
  const result = await store.claim(request)
  if (!result.claimed) throw new Error(`a free thread was refused: ${JSON.stringify(result)}`)
  return { key, epoch: result.epoch, thread: result.thread }
}

/** Appends events of a claimed run, from the first position on. */
export async function append(
  { key, epoch, thread }: Claimed,
  store: ThreadStore,
  events: string[],
): Promise<void> {
  await store.append({ key, runId: 'r', epoch, first: thread.head + 1, events, legacy: [] })
}

/** Ends a claimed run. */
export async function finish(
  { key, epoch, thread }: Claimed,
  store: ThreadStore,
  fields: Partial<FinishRequest> = {},
): Promise<void> {
  const { head, messages, state } = thread
  await store.finish({
    key,
    runId: 'r',
    epoch,
    status: 'finished',
    endedAt: claims,
    ending: '{"type":"RUN_FINISHED"}',
    head,
    messages,
    state,
    ...fields,
  })
}
