import type { AcceptedRun, Message } from '@flightdeck/run-engine'
import type { AfterRequestMessage, AfterRun } from '../routing/dispatch.ts'
import type { ResolvedRuntime } from '../runtime/resolved-runtime.ts'
import { sseResponse } from '../sse/sse.ts'
import { framesIn, type WireVersion } from '../sse/sse-frames.ts'

/** Returns the version of AG-UI that a client reads. A client that declares none is a 0.x client. */
export function wireVersionOf(protocolVersion: string | undefined): WireVersion {
  return protocolVersion === undefined ? '0.x' : '1.0'
}

/**
 * Resolves with what `afterRequestMiddleware` receives of a run, once it has ended; undefined without that middleware.
 * The response reads the run's log again, and only if its body is read: the client's stream is neither copied nor
 * delayed.
 */
export function afterRun(
  runtime: ResolvedRuntime,
  accepted: Pick<AcceptedRun, 'ended' | 'reader'>,
): Promise<AfterRun> | undefined {
  if (!runtime.hasAfterMiddleware) return undefined
  const options = { toFrames: framesIn('1.0'), keepAliveMs: runtime.keepAliveMs }
  return accepted.ended.then(({ messages, threadId, runId }) => {
    const response = sseResponse(accepted.reader, options)
    return { messages: messages.map(toAfterMessage), threadId, runId, response }
  })
}

/** Returns a message in the format of `afterRequestMiddleware`. */
export function toAfterMessage(message: Message): AfterRequestMessage {
  const { id, role } = message
  const content = 'content' in message ? textOf(message.content) : undefined
  const toolCalls = 'toolCalls' in message ? message.toolCalls : undefined
  return {
    id,
    role,
    ...(content !== undefined && { content }),
    ...(toolCalls && {
      toolCalls: toolCalls.map((call) => ({
        id: call.id,
        name: call.function.name,
        args: call.function.arguments,
      })),
    }),
    ...(message.role === 'tool' && { toolCallId: message.toolCallId }),
  }
}

function textOf(content: unknown): string | undefined {
  if (typeof content === 'string' || content === undefined) return content
  if (!Array.isArray(content)) return JSON.stringify(content)
  return content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('')
}
