import type { Message, RunObserver, RunSummary, Tool } from '@flightdeck/run-engine'
import type { Logger, RunHookContext } from '@flightdeck/runtime-core'
import { thrown } from './thrown.ts'

interface ObservedRun {
  threadId: string
  runId?: string | undefined
  /** The model of the service adapter. @default 'unknown', or what the agent reports once the run has ended */
  model: string
  /** The provider of the service adapter. @default that of the model, once the run has ended */
  provider?: string | undefined
  /** In milliseconds since 1970. */
  timestamp: number
}

/** A run that starts. */
export interface LLMRequestData extends ObservedRun {
  messages: readonly Message[]
  /** The tools of the client. */
  actions: readonly Tool[]
  forwardedParameters: unknown
}

/** A piece of a run's text, or all of it. */
export interface LLMResponseData extends ObservedRun {
  /** A piece of text; at the end the list of them, or the messages that the run produced. */
  // biome-ignore lint/suspicious/noExplicitAny: a text, a list of texts or a list of messages
  output: any
  /** Milliseconds since the run started. */
  latency: number
  isProgressiveChunk?: boolean | undefined
  isFinalResponse?: boolean | undefined
}

/** A run that failed. */
export interface LLMErrorData extends ObservedRun {
  error: unknown
  /** Milliseconds since the run started. */
  latency: number
}

/** The option `observability_c`. */
export interface CopilotObservabilityConfig {
  /** @default false */
  enabled: boolean
  /** Whether `handleResponse` is called for each piece of text as well. @default false */
  progressive: boolean
  /** What they throw is logged. */
  hooks: {
    handleRequest(data: LLMRequestData): void | Promise<void>
    handleResponse(data: LLMResponseData): void | Promise<void>
    handleError(data: LLMErrorData): void | Promise<void>
  }
}

/** Which model a run is on, as far as the runtime knows it. */
export interface KnownModel {
  model?: string | undefined
  provider?: string | undefined
}

/** An observer that tells the hooks of `observability_c` about one run. */
export function observeRun(
  { progressive, hooks }: CopilotObservabilityConfig,
  { input }: RunHookContext,
  { known, logger }: { known: KnownModel; logger: Logger },
): RunObserver {
  const { threadId, runId } = input
  const chunks: string[] = []
  let startedAt = Date.now()
  const call = async (name: string, hook: () => void | Promise<void>): Promise<void> => {
    try {
      await hook()
    } catch (error) {
      logger.error(`observability_c.hooks.${name} failed`, { error, threadId, runId })
    }
  }
  const about = (usage?: RunSummary['usage']): ObservedRun => {
    const used = usage?.at(-1)
    return {
      threadId,
      runId,
      model: known.model ?? used?.model ?? 'unknown',
      provider: known.provider ?? used?.provider,
      timestamp: Date.now(),
    }
  }
  return {
    onRunStart() {
      startedAt = Date.now()
      const { messages, tools: actions, forwardedProps: forwardedParameters } = input
      void call('handleRequest', () =>
        hooks.handleRequest({ ...about(), messages, actions, forwardedParameters }),
      )
    },
    ...(progressive && {
      onEvent(event) {
        if (event.type !== 'TEXT_MESSAGE_CONTENT') return
        chunks.push(event.delta)
        const latency = Date.now() - startedAt
        void call('handleResponse', () =>
          hooks.handleResponse({ ...about(), output: event.delta, latency, isProgressiveChunk: true }),
        )
      },
    }),
    onRunEnd({ status, messages, usage, cause, endedAt }) {
      const latency = endedAt - startedAt
      void call(status === 'failed' ? 'handleError' : 'handleResponse', () =>
        status === 'failed'
          ? hooks.handleError({
              ...about(usage),
              error: thrown(cause) ?? new Error('The run failed'),
              latency,
            })
          : hooks.handleResponse({
              ...about(usage),
              output: progressive ? chunks : messages,
              latency,
              isFinalResponse: true,
            }),
      )
    },
  }
}
