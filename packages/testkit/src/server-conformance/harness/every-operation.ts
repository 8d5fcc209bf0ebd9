import { paramNames, routeTable } from '@flightdeck/protocol'
import { inputOf, type Operation, type RequestExtras } from './client.ts'

/** An operation with a valid input. */
export interface OperationCase {
  readonly operation: Operation
  readonly extras: RequestExtras
}

/** Every operation that has an envelope, with the given thread where it takes one. */
export function everyOperation(threadId: string): OperationCase[] {
  return routeTable
    .filter(({ envelopeBody }) => envelopeBody !== 'none')
    .map(({ name: method, pattern }) => {
      const params = paramNames(pattern)
      const agent = params.includes('agentId') && { agentId: 'default' }
      const thread = params.includes('threadId') && { threadId }
      // The compiler cannot see that the path and the parameters of one operation belong together.
      const operation = { method, ...agent, ...thread } as Operation
      return { operation, extras: { body: bodyOf(method, threadId) } }
    })
}

/** Every operation on the given thread except run, which creates the thread. */
export function everyOperationOn(threadId: string): OperationCase[] {
  return everyOperation(threadId).filter(
    ({ operation }) => 'threadId' in operation || operation.method === 'agent/connect',
  )
}

function bodyOf(method: Operation['method'], threadId: string): unknown {
  switch (method) {
    case 'agent/run':
    case 'agent/connect':
    case 'agent/suggest':
      return inputOf({ threadId })
    case 'threads/update':
      return { name: 'Renamed', archived: true }
    case 'threads/import':
      return '{"type":"RUN_STARTED"}\n'
    case 'transcribe':
      return { audio: 'aGk=', mimeType: 'audio/webm' }
    default:
      return undefined
  }
}
