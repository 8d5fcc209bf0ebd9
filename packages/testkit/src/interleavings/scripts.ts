import type { AgentLike, RunAgentInput } from '@flightdeck/run-engine'
import { type ScriptStep, saying, scriptedAgent } from '../scripted-agent.ts'
import type { Dice } from './chance.ts'
import type { Turns } from './turns.ts'

/** Options of a `talker`. */
export interface TalkerOptions {
  turns: Turns
  dice: Dice
  input: RunAgentInput
  /** Stands in all that it says. */
  mark: string
  /** It set to work, and may ask a question of this id before it ends. */
  onRun(asks: string | undefined): void
}

/**
 * An agent that says something, step by step in its turn. Most end well; some fail, ask, or say nothing of their end,
 * and some take no notice of a stop.
 */
export function talker({ turns, dice, input, mark, onRun }: TalkerOptions): AgentLike {
  const { threadId, runId } = input
  const words = Array.from({ length: 1 + dice(5) }, (_, index) => `${mark} ${index} `)
  const messageId = `m-${runId}`
  const events: ScriptStep[] = saying(input, words, messageId)
  const state = { type: 'STATE_SNAPSHOT', snapshot: { of: mark, runId } }
  events.splice(1, 0, state as ScriptStep)
  const end = dice(12)
  const question = end > 1 && end <= 5 ? `ask-${runId}` : undefined
  if (end === 0) events.splice(-2, 2, { throws: new Error('the agent failed') })
  else if (end === 1) events.pop()
  else if (question !== undefined) {
    const interrupts = [{ id: question, reason: 'tool_call', message: `${mark}, may I?` }]
    const asks = { type: 'RUN_FINISHED', threadId, runId, outcome: { type: 'interrupt', interrupts } }
    events.splice(-1, 1, asks as ScriptStep)
  }
  const script = (): ScriptStep[] => {
    onRun(question)
    return events.flatMap((event, index) => [inTurn(turns, `${runId} step ${index}`), event])
  }
  return scriptedAgent(script, { agentId: `agent-${dice(2)}`, ignoresStop: dice(4) === 0 })
}

/** Takes its turn when the script has come so far. */
function inTurn(turns: Turns, name: string): ScriptStep {
  return {
    get until() {
      return turns.take(name)
    },
  }
}
