import type { ResumeEntry } from '@ag-ui/client'
import { isRecord } from '../json/fields.ts'

/** What a human decided about a tool call; the arguments may have been changed. */
export type Approval =
  | { approved: true; editedArgs?: Record<string, unknown> }
  | { approved: false; reason: string | undefined }

/**
 * Reads the answer to a request for approval. Approved is what was resolved with `{ approved: true }`, with `true`, or
 * without a payload; anything else, a cancelled answer above all, is not. `editedArgs` of the payload take the place of the
 * arguments that the model wrote.
 */
export function readApproval({ status, payload }: ResumeEntry): Approval {
  if (status !== 'resolved') return { approved: false, reason: undefined }
  if (payload === undefined || payload === null || payload === true) return { approved: true }
  if (typeof payload === 'string') return { approved: false, reason: payload }
  if (typeof payload !== 'object') return { approved: false, reason: undefined }
  const { approved, reason, editedArgs } = payload as Record<string, unknown>
  if (approved === true) return isRecord(editedArgs) ? { approved, editedArgs } : { approved }
  return { approved: false, reason: typeof reason === 'string' ? reason : undefined }
}

/** The denial of a call as its result. */
export function denialContent(reason: string | undefined): string {
  return JSON.stringify({ status: 'denied', ...(reason !== undefined && { reason }) })
}

/** The answer to a question as the result of the tool call that asked it. */
export function resumeContent({ status, payload }: ResumeEntry): string {
  if (status !== 'resolved') return JSON.stringify({ status: 'cancelled' })
  return JSON.stringify(payload ?? { status: 'resolved' })
}
