import type { EventOf, WireEvent } from '@flightdeck/run-engine'
import { pause, toTokens } from './pace.ts'

/** What a scene needs to play: how fast, until when, and how to name things. */
export interface Stage {
  /** Milliseconds between two tokens. */
  tokenMs: number
  signal: AbortSignal
  createId(): string
}

export type Beats = AsyncGenerator<WireEvent, void, undefined>

/** Says a text token by token, as one assistant message. */
export async function* say(stage: Stage, text: string, messageId: string = stage.createId()): Beats {
  yield { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' }
  for (const delta of toTokens(text)) {
    await pause(stage.tokenMs, stage.signal)
    yield { type: 'TEXT_MESSAGE_CONTENT', messageId, delta }
  }
  yield { type: 'TEXT_MESSAGE_END', messageId }
}

/** Thinks a text token by token, as one span of reasoning. */
export async function* think(stage: Stage, text: string): Beats {
  const spanId = stage.createId()
  const messageId = stage.createId()
  yield { type: 'REASONING_START', messageId: spanId }
  yield { type: 'REASONING_MESSAGE_START', messageId, role: 'reasoning' }
  for (const delta of toTokens(text)) {
    await pause(stage.tokenMs, stage.signal)
    yield { type: 'REASONING_MESSAGE_CONTENT', messageId, delta }
  }
  yield { type: 'REASONING_MESSAGE_END', messageId }
  yield { type: 'REASONING_END', messageId: spanId }
}

/** Calls a tool of the page, its arguments arriving in pieces as a model would send them. */
export async function* callTool(stage: Stage, name: string, args: object, parentMessageId: string): Beats {
  const toolCallId = stage.createId()
  yield { type: 'TOOL_CALL_START', toolCallId, toolCallName: name, parentMessageId }
  for (const delta of JSON.stringify(args).match(/.{1,8}/gs) ?? []) {
    await pause(stage.tokenMs, stage.signal)
    yield { type: 'TOOL_CALL_ARGS', toolCallId, delta }
  }
  yield { type: 'TOOL_CALL_END', toolCallId }
}

/** Takes some time over a named step. */
export async function* step(stage: Stage, stepName: string, ms: number): Beats {
  yield { type: 'STEP_STARTED', stepName }
  await pause(ms, stage.signal)
  yield { type: 'STEP_FINISHED', stepName }
}

/** Changes one value of the shared state. */
export function patch(path: string, value: unknown): EventOf<'STATE_DELTA'> {
  return { type: 'STATE_DELTA', delta: [{ op: 'replace', path, value }] }
}
