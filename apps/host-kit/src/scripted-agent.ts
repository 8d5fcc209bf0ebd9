import type { AgentLike, AgentRunContext, EventLike, RunAgentInput } from '@flightdeck/run-engine'

const HELP = 'Say “say …”, “count to 5”, “wait”, or “be silent for 3 s”.'

/** Options of `createScriptedAgent`. */
export interface ScriptedAgentOptions {
  /** A key, as a real agent has for its model. To `which key` the agent replies with its last characters. @default none */
  apiKey?: string | undefined
}

/**
 * Creates an agent without a model for the samples. It follows the last message: `say <text>`, `count to <n>`, `wait`
 * (until it is stopped) or `be silent for <n> s`. To any other message it replies with this list.
 */
export function createScriptedAgent({ apiKey }: ScriptedAgentOptions = {}): AgentLike {
  return {
    description: `A scripted agent that needs no model. ${HELP}`,
    async *run(input: RunAgentInput, context?: AgentRunContext): AsyncGenerator<EventLike> {
      const { threadId, runId } = input
      const messageId = `${runId}-answer`
      yield event('RUN_STARTED', { threadId, runId })
      yield event('TEXT_MESSAGE_START', { messageId, role: 'assistant' })
      for await (const delta of answer(lastQuestion(input), apiKey, context?.signal)) {
        yield event('TEXT_MESSAGE_CONTENT', { messageId, delta })
      }
      yield event('TEXT_MESSAGE_END', { messageId })
      yield event('RUN_FINISHED', { threadId, runId })
    },
  }
}

async function* answer(
  question: string,
  apiKey: string | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  const said = /^say (.+)$/s.exec(question)?.[1]
  const last = Number(/^count to (\d+)$/.exec(question)?.[1])
  const seconds = Number(/^be silent for (\d+) s$/.exec(question)?.[1])
  if (said !== undefined) {
    yield* said.split(/(?<= )/)
  } else if (last > 0) {
    for (let number = 1; number <= last && !signal?.aborted; number += 1) {
      yield `${number} `
      await pause(50, signal)
    }
  } else if (seconds > 0) {
    yield 'Silence. '
    await pause(seconds * 1_000, signal)
    yield 'Over.'
  } else if (question === 'wait') {
    yield 'Waiting.'
    await pause(600_000, signal)
  } else if (question === 'which key') {
    yield apiKey === undefined ? 'I have no key.' : `I was given a key that ends in “${apiKey.slice(-4)}”.`
  } else {
    yield HELP
  }
}

function lastQuestion({ messages }: RunAgentInput): string {
  const content = messages.findLast(({ role }) => role === 'user')?.content
  return typeof content === 'string' ? content.trim() : ''
}

function event(type: string, members: Record<string, unknown>): EventLike {
  return { type, ...members }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const timer = setTimeout(finish, ms)
    function finish(): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    signal?.addEventListener('abort', finish, { once: true })
  })
}
