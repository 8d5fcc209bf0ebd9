import type { EventOf, RunAgentInput, WireEvent } from '@flightdeck/run-engine'
import { PROTOCOL_VERSION } from '@flightdeck/run-engine'
import type { Stage } from './beats.ts'
import type { DemoAgent } from './demo-agent.ts'
import type { Scene } from './scenes.ts'
import * as scenes from './scenes.ts'
import { APPROVAL_QUESTION } from './script.ts'

export interface ScriptedAgentOptions {
  /** Milliseconds between two tokens. @default 24 */
  tokenMs?: number | undefined
  /** Creates ids of messages, tool calls and interrupts. @default crypto.randomUUID */
  createId?: (() => string) | undefined
}

/** Patterns of user messages and their scenes. The first match applies. */
const CUES: ReadonlyArray<readonly [RegExp, Scene]> = [
  [/^continue\b/i, scenes.continued],
  [/\b(long|story|essay)\b/i, scenes.longAnswer],
  [/\bcount\b/i, scenes.counting],
  [/\b(error|fail|crash|throw)/i, scenes.failure],
  [/\b(plan|state|checklist)/i, scenes.plan],
  [/\b(approv|permission|interrupt|launch)/i, scenes.approval],
  [/\b(colou?r|tool|accent|violet|blue|teal|green|amber|rose)/i, scenes.colour],
  [/\b(think|reason|thought)/i, scenes.thinking],
]

/** An agent that needs no key and no network, and shows every feature of a run. */
export function createScriptedAgent(options: ScriptedAgentOptions = {}): DemoAgent {
  const { tokenMs = 24, createId = () => crypto.randomUUID() } = options
  return {
    description: 'A scripted agent that shows every feature and needs no key',
    async *run(input, { signal }) {
      try {
        yield* perform(input, { tokenMs, createId, signal })
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
  }
}

async function* perform(input: RunAgentInput, stage: Stage): AsyncGenerator<WireEvent, void, undefined> {
  const { threadId, runId } = input
  yield { type: 'RUN_STARTED', threadId, runId, protocolVersion: PROTOCOL_VERSION }
  const scene = chooseScene(input)
  yield* scene(input, stage)
  const end: EventOf<'RUN_FINISHED'> = { type: 'RUN_FINISHED', threadId, runId }
  yield scene === scenes.approval ? { ...end, outcome: askForApproval(stage) } : end
}

function chooseScene(input: RunAgentInput): Scene {
  if (input.resume?.length) return scenes.approvalAnswered
  if (input.messages.at(-1)?.role === 'tool') return scenes.colourDone
  const text = scenes.lastUserText(input)
  return CUES.find(([cue]) => cue.test(text))?.[1] ?? scenes.menu
}

function askForApproval(stage: Stage): NonNullable<EventOf<'RUN_FINISHED'>['outcome']> {
  const responseSchema = {
    type: 'object',
    properties: { approved: { type: 'boolean' } },
    required: ['approved'],
  }
  const interrupt = { id: stage.createId(), reason: 'approval', message: APPROVAL_QUESTION, responseSchema }
  return { type: 'interrupt', interrupts: [interrupt] }
}
