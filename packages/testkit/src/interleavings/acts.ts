import type { ConcurrencyPolicy, RunAgentInput, ThreadKey } from '@flightdeck/run-engine'
import { anyOf, type Dice } from './chance.ts'
import type { ThreadListCopy } from './list-copy.ts'
import { markOf, type Scene, type SceneEngine, THREAD_IDS } from './scene.ts'
import { talker } from './scripts.ts'

/** What an act is done with. */
export interface ActContext {
  readonly scene: Scene
  readonly engine: SceneEngine
  readonly key: ThreadKey
  readonly dice: Dice
  /** Tells this act from all others. */
  readonly name: string
  readonly copy: ThreadListCopy
}

interface Act {
  /** How often it is done, compared to others. */
  readonly often: number
  readonly act: (context: ActContext) => Promise<void>
}

const POLICIES: readonly ConcurrencyPolicy[] = ['reject', 'queue', 'interrupt']

/** What clients do. Together they reach every method of a store. */
const ACTS: readonly Act[] = [
  { often: 36, act: startRun },
  {
    often: 9,
    act: async ({ engine, key }) => {
      await engine.runner.stop(key)
    },
  },
  {
    often: 10,
    act: async ({ scene, engine, key }) => scene.follow(engine, key),
  },
  {
    often: 3,
    act: async ({ scene, engine, key }) => scene.look(key.owner, await engine.runner.threads.content(key)),
  },
  {
    often: 3,
    act: async ({ scene, engine, key }) => scene.look(key.owner, await engine.runner.threads.events(key)),
  },
  {
    often: 3,
    act: async ({ scene, engine, key }) => scene.look(key.owner, await engine.runner.threads.runs(key)),
  },
  {
    often: 3,
    act: async ({ engine, key }) => {
      await engine.runner.isRunning(key)
    },
  },
  { often: 5, act: list },
  {
    often: 5,
    act: async ({ engine, copy }) => copy.catchUp(engine.runner.threads),
  },
  {
    often: 4,
    act: async ({ engine, key, dice }) => {
      const name = dice(3) === 0 ? null : `a name of ${markOf(key.owner)}`
      await engine.runner.threads.rename(key, name, { onlyIfUnnamed: dice(2) === 0 })
    },
  },
  {
    often: 4,
    act: async ({ engine, key, dice }) => {
      await engine.runner.threads.archive(key, dice(2) === 0)
    },
  },
  {
    often: 3,
    act: async ({ engine, key }) => {
      await engine.runner.threads.delete(key)
    },
  },
  {
    often: 3,
    act: async ({ engine, key }) => {
      await engine.runner.threads.clear(key.owner)
    },
  },
  { often: 5, act: copyThread },
  {
    often: 1,
    act: async ({ scene, dice }) => {
      if (dice(2) === 0) scene.killOne()
    },
  },
]

const TOTAL = ACTS.reduce((sum, { often }) => sum + often, 0)

/** Does what the dice say. */
export async function doSomething(context: ActContext): Promise<void> {
  let lot = context.dice(TOTAL)
  for (const { often, act } of ACTS) {
    lot -= often
    if (lot < 0) return await act(context)
  }
}

async function startRun({ scene, engine, key, dice, name }: ActContext): Promise<void> {
  const mark = markOf(key.owner)
  const runId = `${name} ${mark}`
  const question = dice(4) < 3 ? scene.questionsOn(key).at(-1 - dice(2)) : undefined
  const payload = dice(3) > 0
  const input: RunAgentInput = {
    threadId: key.threadId,
    runId,
    messages: [{ id: `u-${runId}`, role: 'user', content: `a question of ${mark}` }],
    tools: [],
    context: [],
    ...(question !== undefined && { resume: [{ interruptId: question, status: 'resolved', payload }] }),
  }
  const agent = talker({
    turns: scene.turns,
    dice,
    input,
    mark,
    onRun: (asks) => {
      if (asks !== undefined) scene.asked(key, asks)
      if (question !== undefined) scene.answered(key, question)
    },
  })
  const onConcurrentRun = anyOf(dice, POLICIES)
  const { threadId, owner } = key
  const run = await engine.runner.start({ threadId, owner, agent, input, onConcurrentRun })
  scene.readRun(engine, key, run, run.runId !== runId)
  if (dice(4) === 0) scene.readRun(engine, key, run, run.runId !== runId)
}

async function list({ scene, engine, key: { owner }, dice }: ActContext): Promise<void> {
  const archived = anyOf(dice, ['without', 'with', 'only'] as const)
  let cursor: string | undefined
  do {
    const page = await engine.runner.threads.list({ owner, archived, limit: 2, cursor })
    scene.lookAt(owner, page.threads)
    cursor = page.nextCursor
  } while (cursor !== undefined)
}

async function copyThread({ scene, engine, key, dice }: ActContext): Promise<void> {
  const { threads } = engine.runner
  const lines: string[] = []
  for await (const line of threads.export(key)) lines.push(line)
  scene.look(key.owner, lines)
  if (lines.length > 0) await threads.import(lines, { owner: key.owner, threadId: anyOf(dice, THREAD_IDS) })
}
