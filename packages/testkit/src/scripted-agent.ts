import type { AgentLike, AgentRunContext, EventLike, RunAgentInput } from '@flightdeck/run-engine'

/** One step of a scripted agent: an event to emit, a wait or an error. */
export type ScriptStep =
  | EventLike
  /** Waits. A stop ends the wait and the script. */
  | { readonly waitMs: number }
  /** Waits for a promise of the test. A stop ends the wait and the script. */
  | { readonly until: Promise<unknown> }
  /** Throws. */
  | { readonly throws: unknown }

/** Options of `scriptedAgent`. */
export interface ScriptedAgentOptions {
  agentId?: string | undefined
  /** Whether the agent continues after a stop, as many agents do. @default false */
  ignoresStop?: boolean | undefined
}

/** A scripted agent, which records its inputs and aborts. */
export interface ScriptedAgent extends AgentLike {
  run(input: object, context?: AgentRunContext): AsyncIterable<EventLike>
  /** The input of every run, in order. */
  readonly inputs: readonly RunAgentInput[]
  /** How often `abortRun` was called. */
  readonly aborts: number
}

/** Creates an agent that runs a script: a list of steps, or a function that returns one for the input of a run. */
export function scriptedAgent(
  script: readonly ScriptStep[] | ((input: RunAgentInput) => readonly ScriptStep[]),
  options: ScriptedAgentOptions = {},
): ScriptedAgent {
  const inputs: RunAgentInput[] = []
  let aborts = 0
  return {
    agentId: options.agentId,
    inputs,
    get aborts() {
      return aborts
    },
    abortRun: () => {
      aborts += 1
    },
    async *run(input: RunAgentInput, context?: AgentRunContext) {
      inputs.push(input)
      const signal = options.ignoresStop ? undefined : context?.signal
      const stopped = aborted(signal)
      for (const step of typeof script === 'function' ? script(input) : script) {
        if (signal?.aborted) return
        if ('waitMs' in step) await pause(step.waitMs, stopped)
        else if ('until' in step) await Promise.race([step.until, stopped])
        else if ('throws' in step) throw step.throws
        else yield step
      }
    },
  }
}

/** Returns the events of a run with one text message in the given pieces: start, message, successful end. */
export function saying(
  input: { threadId: string; runId: string },
  pieces: readonly string[],
  messageId = 'm1',
): EventLike[] {
  const { threadId, runId } = input
  const content = (delta: string): EventLike & Record<string, unknown> => ({
    type: 'TEXT_MESSAGE_CONTENT',
    messageId,
    delta,
  })
  const events: (EventLike & Record<string, unknown>)[] = [
    { type: 'RUN_STARTED', threadId, runId, protocolVersion: '1.0' },
    { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' },
    ...pieces.map(content),
    { type: 'TEXT_MESSAGE_END', messageId },
    { type: 'RUN_FINISHED', threadId, runId },
  ]
  return events
}

function pause(ms: number, stopped: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    void stopped.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve()
    else signal?.addEventListener('abort', () => resolve(), { once: true })
  })
}
