// Tests: `thread-reducer.test.ts` and `thread-reducer.property.test.ts`.
import type { EventOf } from '../events/events.ts'
import { isRecord, ownField } from '../events/read-fields.ts'
import type { DraftMessage } from './message-draft.ts'

/**
 * A MESSAGES_SNAPSHOT removes the messages that it omits, except activities and reasoning, which its producer may not
 * know. Those are removed if the snapshot contains some itself. Its metadata may also name the activity types that it
 * contains completely.
 */
export function keepsWhenLeftOut(
  event: Pick<EventOf<'MESSAGES_SNAPSHOT'>, 'messages' | 'metadata'>,
): (message: Pick<DraftMessage, 'role' | 'activityType'>) => boolean {
  const owned = ownedActivityTypes(event.metadata)
  const ownsSome = event.messages.some((message) => message.role === 'activity')
  const hasReasoning = event.messages.some((message) => message.role === 'reasoning')
  return ({ role, activityType }) => {
    if (role === 'reasoning') return !hasReasoning
    if (role !== 'activity' || owned === 'all') return false
    return owned === undefined ? !ownsSome : !owned.includes(activityType)
  }
}

/** The metadata of `@ag-ui/client`: `null` means all types, an illegal value none. */
function ownedActivityTypes(metadata: unknown): 'all' | readonly unknown[] | undefined {
  const declared = isRecord(metadata) ? ownField(metadata, '@ag-ui/client') : undefined
  if (declared === undefined) return undefined
  if (!isRecord(declared)) return []
  const types = ownField(declared, 'authoritativeActivityTypes')
  if (types === undefined) return undefined
  if (types === null) return 'all'
  return Array.isArray(types) && types.every((type) => typeof type === 'string') ? types : []
}
