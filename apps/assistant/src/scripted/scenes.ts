import type { RunAgentInput } from '@flightdeck/run-engine'
import type { Beats, Stage } from './beats.ts'
import { callTool, count, patch, say, step, think } from './beats.ts'
import { pause } from './pace.ts'
import * as script from './script.ts'

/** A demonstration of one feature. Emits events between RUN_STARTED and the end of the run. */
export type Scene = (input: RunAgentInput, stage: Stage) => Beats

export const menu: Scene = (_input, stage) => say(stage, script.MENU)

/** The rest of an answer that was stopped. */
export const continued: Scene = (input, stage) => {
  const last = input.messages.findLast(({ role }) => role === 'assistant')
  const said = last?.role === 'assistant' ? (last.content ?? '') : ''
  const counted = /^[\d ]*?(\d+)$/.exec(said)?.[1]
  if (counted !== undefined) return count(stage, Number(counted) + 1)
  const from = said === '' ? -1 : script.LONG_ANSWER.indexOf(said)
  const rest = from < 0 ? '' : script.LONG_ANSWER.slice(from + said.length).trimStart()
  return say(stage, rest || script.NOTHING_TO_CONTINUE)
}

export const longAnswer: Scene = (_input, stage) => say(stage, script.LONG_ANSWER)

export const counting: Scene = (_input, stage) => count(stage)

export const thinking: Scene = async function* (_input, stage) {
  yield* think(stage, script.THOUGHTS)
  yield* say(stage, script.THOUGHT_ANSWER)
}

export const colour: Scene = async function* (input, stage) {
  if (!input.tools.some((tool) => tool.name === script.ACCENT_TOOL)) {
    yield* say(stage, script.COLOUR_MISSING)
    return
  }
  const accent = chooseAccent(lastUserText(input), input.messages.length)
  const messageId = stage.createId()
  yield* say(stage, script.COLOUR_INTRO(accent), messageId)
  yield* callTool(stage, script.ACCENT_TOOL, { colour: accent }, messageId)
}

export const colourDone: Scene = (input, stage) => {
  const last = input.messages.at(-1)
  const result = last?.role === 'tool' && typeof last.content === 'string' ? last.content : 'done'
  return say(stage, script.COLOUR_DONE(result))
}

export const plan: Scene = async function* (input, stage) {
  yield* say(stage, script.PLAN_INTRO)
  const steps = script.PLAN.steps.map((title) => ({ title, status: 'todo' }))
  yield {
    type: 'STATE_SNAPSHOT',
    snapshot: { ...toRecord(input.state), plan: { title: script.PLAN.title, steps } },
  }
  for (const [index, title] of script.PLAN.steps.entries()) {
    yield patch(`/plan/steps/${index}/status`, 'doing')
    yield* step(stage, title, 40 * stage.tokenMs)
    yield patch(`/plan/steps/${index}/status`, 'done')
  }
  yield* say(stage, script.PLAN_DONE)
}

export const approval: Scene = (_input, stage) => say(stage, script.APPROVAL_INTRO)

export const approvalAnswered: Scene = (input, stage) => {
  const [answer] = input.resume ?? []
  const approved = answer?.status === 'resolved' && toRecord(answer.payload).approved !== false
  return say(stage, approved ? script.APPROVED : script.DECLINED)
}

export const failure: Scene = async function* (_input, stage) {
  yield* say(stage, script.ERROR_INTRO)
  await pause(10 * stage.tokenMs, stage.signal)
  throw new Error(script.ERROR_CAUSE)
}

/** The text of the visitor's last message. */
export function lastUserText(input: RunAgentInput): string {
  const message = input.messages.findLast((candidate) => candidate.role === 'user')
  if (message?.role !== 'user') return ''
  if (typeof message.content === 'string') return message.content
  return message.content.map((part) => (part.type === 'text' ? part.text : '')).join(' ')
}

function chooseAccent(text: string, turn: number): script.Accent {
  const named = script.ACCENTS.find((accent) => text.toLowerCase().includes(accent))
  return named ?? script.ACCENTS[(turn + 1) % script.ACCENTS.length] ?? 'teal'
}

function toRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
