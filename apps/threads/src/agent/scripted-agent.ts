import type { EventLike, EventOf, RunAgentInput, WireEvent } from '@flightdeck/run-engine'
import { PROTOCOL_VERSION } from '@flightdeck/run-engine'
import { pause, toWords } from './pace.ts'
import * as script from './script.ts'

/** An agent for the runtime. */
export interface ScriptedAgent {
  /** A one-line description, part of `GET /info`. */
  description: string
  run(input: RunAgentInput, context: { signal: AbortSignal }): AsyncIterable<EventLike>
}

export interface ScriptedAgentOptions {
  /** Milliseconds between two words. */
  wordMs: number
}

type Ending = EventOf<'RUN_FINISHED'>['outcome']

/** The words of a run, and its outcome if it is an interrupt. */
interface Scene {
  words: Iterable<string>
  outcome?: Ending
}

/** An agent that needs no key and no network. It streams slowly, repeats earlier messages, and requests approvals. */
export function createScriptedAgent({ wordMs }: ScriptedAgentOptions): ScriptedAgent {
  return {
    description: 'A scripted agent that demonstrates stored threads',
    async *run(input, { signal }) {
      try {
        yield* perform(input, wordMs, signal)
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
  }
}

async function* perform(
  input: RunAgentInput,
  wordMs: number,
  signal: AbortSignal,
): AsyncGenerator<WireEvent, void, undefined> {
  const { threadId, runId } = input
  const { words, outcome } = chooseScene(input)
  const messageId = crypto.randomUUID()
  yield { type: 'RUN_STARTED', threadId, runId, protocolVersion: PROTOCOL_VERSION }
  yield { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' }
  for (const delta of words) {
    await pause(wordMs, signal)
    yield { type: 'TEXT_MESSAGE_CONTENT', messageId, delta }
  }
  yield { type: 'TEXT_MESSAGE_END', messageId }
  yield { type: 'RUN_FINISHED', threadId, runId, ...(outcome && { outcome }) }
}

function chooseScene(input: RunAgentInput): Scene {
  const [answer] = input.resume ?? []
  if (answer) {
    const isApproved = answer.status === 'resolved' && isYes(answer.payload)
    return { words: toWords(isApproved ? script.APPROVED : script.DECLINED) }
  }
  const questions = input.messages.filter(({ role }) => role === 'user').map(({ content }) => textOf(content))
  const question = questions.at(-1) ?? ''
  if (/\blong\b/i.test(question)) return { words: toWords(script.LONG_ANSWER) }
  if (/\bcount\b/i.test(question)) return { words: script.countUp() }
  if (/\bapprov/i.test(question)) {
    return { words: toWords(script.APPROVAL_INTRO), outcome: askForApproval() }
  }
  return { words: toWords(script.toEcho(questions)) }
}

function askForApproval(): NonNullable<Ending> {
  const responseSchema = {
    type: 'object',
    properties: { approved: { type: 'boolean' } },
    required: ['approved'],
  }
  const message = script.APPROVAL_QUESTION
  const interrupt = { id: crypto.randomUUID(), reason: 'approval', message, responseSchema }
  return { type: 'interrupt', interrupts: [interrupt] }
}

function isYes(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'approved' in payload && payload.approved === true
}

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : ''
}
