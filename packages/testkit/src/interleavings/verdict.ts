import {
  openInterrupts,
  type RunAgentInput,
  type RunRecord,
  type RunStatus,
  type ThreadInfo,
  type ThreadKey,
  type ThreadRunner,
} from '@flightdeck/run-engine'
import { saying, scriptedAgent } from '../scripted-agent.ts'
import type { ThreadListCopy } from './list-copy.ts'
import { KEYS, markOf, OWNERS, type Scene, type Told, textOf } from './scene.ts'
import { readToEnd, statusTold, wrongWith } from './strict-reading.ts'

/** Milliseconds that a thread may stay busy when nothing goes wrong any more: leases end, and rounds are made. */
const PATIENCE_MS = 20_000

/** Looks at a list and a copy of it until they are the same. */
const MAX_LOOKS = 5

/** What does not hold although it must, whatever went wrong before. The scene is calm. */
export async function verdictOn(scene: Scene): Promise<string[]> {
  const found = [...scene.ledger.violations, ...scene.violations]
  await threadsAreFree(scene, found)
  const records = new Map<string, readonly RunRecord[]>()
  for (const key of KEYS) records.set(textOf(key), await recordsOf(scene, key, found))
  for (const told of scene.told) found.push(...judge(scene, told, records.get(textOf(told.key)) ?? []))
  for (const [place, { key, times }] of scene.carriedOut) {
    if (times > 1 && !scene.ledger.wasRemoved(key))
      found.push(`the answer to ${place} was carried out ${times} times`)
  }
  for (const key of KEYS) await takesARun(scene, key, found)
  for (const owner of OWNERS) await seesItsOwn(scene, owner, found)
  return found
}

async function threadsAreFree({ engines, clock }: Scene, found: string[]): Promise<void> {
  const patience = clock.now() + PATIENCE_MS
  const [{ runner }] = engines as [(typeof engines)[0]]
  for (const key of KEYS) {
    for (;;) {
      const running = (await runner.threads.get(key))?.running
      if (running === undefined) break
      if (clock.now() > patience) {
        found.push(`${textOf(key)} stays busy with ${running.runId}`)
        break
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

async function recordsOf({ engines }: Scene, key: ThreadKey, found: string[]): Promise<readonly RunRecord[]> {
  const records = (await engines[0]?.runner.threads.runs({ ...key, limit: 1_000 })) ?? []
  const bases = records.map(({ base }) => base)
  if (new Set(bases).size !== bases.length) found.push(`runs of ${textOf(key)} begin at ${bases.join(', ')}`)
  return records
}

/** The stream is legal, and what it says of the run's end is what the store keeps of it. */
function judge(
  { ledger }: Scene,
  { key, events, run, summary }: Told,
  records: readonly RunRecord[],
): string[] {
  const started = events.find(({ type }) => type === 'RUN_STARTED')?.runId
  if (events.length === 0 && run === undefined) return []
  const runId = run?.runId ?? String(started)
  const whose = `${run === undefined ? 'who followed' : 'the reader of'} ${runId} on ${textOf(key)}`
  const found = wrongWith(events, key.threadId, runId).map((wrong) => `${whose} met: ${wrong}`)
  const told = statusTold(events)
  if (summary !== undefined && summary.status !== told) {
    found.push(`${whose} was told ${told}, its summary says ${summary.status}`)
  }
  const claims = ledger.claimsOf(key, runId)
  const read = claims.findLast((each) => ledger.endOf(each)?.status === told)
  // Who followed may have read what a claim came to that was lost before its runner heard of it.
  const claim = (run === undefined && read) || claims.at(-1)
  const ended = claim && ledger.endOf(claim)
  const kept = records.find(
    (record) => record.runId === runId && (!ended || claims.length === 1 || record.epoch === ended.epoch),
  )
  const isGone = claim !== undefined && ledger.isRemoved(claim)
  if (claim !== undefined && !isGone && kept?.status !== ended?.status) {
    found.push(`${runId} ended ${ended?.status} in the store, which says ${kept?.status}`)
  }
  if (run === undefined && claim === undefined) return found
  const isKnown = !isGone || told === ended?.status
  // A run may be given up in the queue when a claim for it has taken effect whose answer was lost.
  const wasGivenUp = told === 'cancelled' && events.length === 2 && ended?.status === 'interrupted'
  if (!wasGivenUp && !agree(told, isKnown ? ended?.status : undefined)) {
    const heard = ended?.status ?? (isGone ? 'that it goes' : 'nothing')
    found.push(`${whose} was told ${told}, the store was told ${heard}`)
  } else if (isKnown && told === ended?.status && told !== 'interrupted') {
    const last = JSON.stringify(events.at(-1))
    if (last !== ended?.ending) found.push(`${whose} was told ${last}, the store ${ended?.ending}`)
  }
  return found
}

/** A run that did not end well may have failed for its readers and be interrupted for others; all else is one. */
function agree(told: RunStatus | undefined, kept: RunStatus | undefined): boolean {
  if (kept === undefined) return told === 'cancelled' || told === 'failed' || told === 'interrupted'
  return told === kept || [told, kept].every((status) => status === 'failed' || status === 'interrupted')
}

/** Whatever happened to a thread, it takes the next run, which answers what is open. */
async function takesARun({ engines, seed }: Scene, key: ThreadKey, found: string[]): Promise<void> {
  const { runner } = engines[(seed + key.threadId.length) % engines.length] as (typeof engines)[0]
  const thread = await runner.threads.get(key)
  const resume = openInterrupts(thread?.interrupts ?? []).map(({ id }) => ({
    interruptId: id,
    status: 'resolved' as const,
    payload: true,
  }))
  const runId = `last ${markOf(key.owner)}`
  const input: RunAgentInput = {
    threadId: key.threadId,
    runId,
    messages: [],
    tools: [],
    context: [],
    ...(resume.length > 0 && { resume }),
  }
  const agent = scriptedAgent(saying(input, ['at last'], `m-${runId}`))
  const { threadId, owner } = key
  const run = await runner.start({ threadId, owner, agent, input })
  const events = await readToEnd(run.reader())
  found.push(
    ...wrongWith(events, threadId, runId).map((wrong) => `the last reader of ${textOf(key)} met: ${wrong}`),
  )
  const { status } = await run.ended
  const last = (await runner.threads.get(key))?.last
  if (status !== 'finished' || last?.runId !== runId || last.status !== 'finished') {
    found.push(
      `the last run on ${textOf(key)} ended ${status}, the store says ${last?.runId} ${last?.status}`,
    )
  }
}

/** A copy that is kept up to date has what the list has. What is beyond limits may go meanwhile. */
async function followsTheList(
  { threads }: ThreadRunner,
  copy: ThreadListCopy,
  found: string[],
): Promise<void> {
  for (let looks = 1; ; looks += 1) {
    await copy.catchUp(threads)
    const list = await threads.list({ owner: copy.owner, archived: 'with' })
    const ids = list.threads.map(({ key }) => key.threadId).sort()
    if (copy.ids().join() === ids.join()) return
    if (looks < MAX_LOOKS) continue
    found.push(
      `a copy of the list of ${markOf(copy.owner)} has ${copy.ids().join(', ')}, the list ${ids.join(', ')}`,
    )
    return
  }
}

/** Each list has the owner's threads, each once and in order, and nothing of anybody else's is to be seen. */
async function seesItsOwn(scene: Scene, owner: string | undefined, found: string[]): Promise<void> {
  const [{ runner }] = scene.engines as [(typeof scene.engines)[0]]
  const listed: ThreadInfo[] = []
  let cursor: string | undefined
  do {
    const page = await runner.threads.list({ owner, archived: 'with', limit: 2, cursor })
    listed.push(...page.threads)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  scene.lookAt(owner, listed)
  const ids = listed.map(({ key }) => key.threadId)
  const isInOrder = listed.every(
    ({ activeAt }, index) => activeAt <= (listed[index - 1]?.activeAt ?? Infinity),
  )
  if (new Set(ids).size !== ids.length || !isInOrder)
    found.push(`the list of ${markOf(owner)} is ${ids.join(', ')}`)
  const changes = await runner.threads.changes({ owner, since: 0 })
  scene.lookAt(owner, changes.changed)
  for (const key of KEYS.filter((each) => each.owner === owner)) {
    scene.look(owner, [await runner.threads.content(key), await runner.threads.runs(key)])
  }
  for (const copy of scene.copies.filter((each) => each.owner === owner))
    await followsTheList(runner, copy, found)
  found.push(...scene.violations.splice(0))
}
