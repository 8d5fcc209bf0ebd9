import type { EventOf, WireEvent } from '@flightdeck/run-engine'
import { pause, toTokens } from './pace.ts'

/** The context of a scene: its speed, its abort signal, and an id generator. */
export interface Stage {
  /** Milliseconds between two tokens. */
  tokenMs: number
  signal: AbortSignal
  createId(): string
}

export type Beats = AsyncGenerator<WireEvent, void, undefined>

/** Emits a text token by token, as one assistant message. */
export async function* say(stage: Stage, text: string, messageId: string = stage.createId()): Beats {
  yield { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' }
  for (const delta of toTokens(text)) {
    await pause(stage.tokenMs, stage.signal)
    yield { type: 'TEXT_MESSAGE_CONTENT', messageId, delta }
  }
  yield { type: 'TEXT_MESSAGE_END', messageId }
}

/** Emits `1 2 3 …`, as one assistant message, until the run is aborted. */
export async function* count(stage: Stage, from = 1): Beats {
  const messageId = stage.createId()
  yield { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' }
  for (let number = from; ; number += 1) {
    await pause(stage.tokenMs, stage.signal)
    yield { type: 'TEXT_MESSAGE_CONTENT', messageId, delta: number === from ? `${number}` : ` ${number}` }
  }
}

/** Emits a text token by token, as reasoning. */
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

/** Calls a frontend tool, with its arguments in deltas as from a model. */
export async function* callTool(stage: Stage, name: string, args: object, parentMessageId: string): Beats {
  const toolCallId = stage.createId()
  yield { type: 'TOOL_CALL_START', toolCallId, toolCallName: name, parentMessageId }
  for (const delta of JSON.stringify(args).match(/.{1,8}/gs) ?? []) {
    await pause(stage.tokenMs, stage.signal)
    yield { type: 'TOOL_CALL_ARGS', toolCallId, delta }
  }
  yield { type: 'TOOL_CALL_END', toolCallId }
}

/** Emits a named step that takes some time. */
export async function* step(stage: Stage, stepName: string, ms: number): Beats {
  yield { type: 'STEP_STARTED', stepName }
  await pause(ms, stage.signal)
  yield { type: 'STEP_FINISHED', stepName }
}

/** Emits a patch of one value of the shared state. */
export function patch(path: string, value: unknown): EventOf<'STATE_DELTA'> {
  return { type: 'STATE_DELTA', delta: [{ op: 'replace', path, value }] }
}
