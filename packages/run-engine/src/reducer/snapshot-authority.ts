import type { EventOf } from '../events/events.ts'
import { isRecord, ownField } from '../events/read-fields.ts'
import type { DraftMessage } from './message-draft.ts'

/**
 * What a MESSAGES_SNAPSHOT leaves out is gone, except for what its producer may not know of: activities and
 * reasoning are kept unless the snapshot itself has some. A snapshot may also say in its metadata which types
 * of activity it has all of.
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

/** A declaration of `@ag-ui/client`: `null` stands for all types, and one that can not be read for none. */
function ownedActivityTypes(metadata: unknown): 'all' | readonly unknown[] | undefined {
  const declared = isRecord(metadata) ? ownField(metadata, '@ag-ui/client') : undefined
  if (declared === undefined) return undefined
  if (!isRecord(declared)) return []
  const types = ownField(declared, 'authoritativeActivityTypes')
  if (types === undefined) return undefined
  if (types === null) return 'all'
  return Array.isArray(types) && types.every((type) => typeof type === 'string') ? types : []
}
