import type { AgentLike, AgentRunContext, EventLike } from '@flightdeck/run-engine'
import { scriptOf } from './script.ts'

/** The agent of the storm: it plays the script of its run. */
export const stormAgent: AgentLike = {
  agentId: 'storm',
  async *run({ threadId, runId }: StormInput, context?: AgentRunContext): AsyncGenerator<StormEvent> {
    const { messages, firstMs, gapMs, pause, callsTool, fails, ignoresStop } = scriptOf(runId)
    const signal = ignoresStop ? undefined : context?.signal
    let said = 0
    await sleep(firstMs, signal)
    for (const { id, words } of messages) {
      yield { type: 'TEXT_MESSAGE_START', messageId: id, role: 'assistant' }
      for (const delta of words) {
        await sleep(gapMs, signal)
        if (said === pause.before) await sleep(pause.ms, signal)
        if (signal?.aborted) return
        said += 1
        yield { type: 'TEXT_MESSAGE_CONTENT', messageId: id, delta }
      }
      yield { type: 'TEXT_MESSAGE_END', messageId: id }
    }
    if (callsTool) {
      yield { type: 'TOOL_CALL_START', toolCallId: `${runId}/t`, toolCallName: 'storm' }
      yield { type: 'TOOL_CALL_ARGS', toolCallId: `${runId}/t`, delta: '{}' }
      await sleep(gapMs, signal)
      yield { type: 'TOOL_CALL_END', toolCallId: `${runId}/t` }
    }
    if (fails) throw new Error('The agent of the storm fails in this run')
    yield { type: 'RUN_FINISHED', threadId, runId }
  },
}

interface StormInput {
  readonly threadId: string
  readonly runId: string
}

type StormEvent = EventLike & Record<string, unknown>

/** Ends early when the signal aborts. */
function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
  })
}
