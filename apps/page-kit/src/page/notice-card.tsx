import './notice-card.css'
import { useCopilotChatConfiguration } from '@copilotkit/react-core/v2'
import { AlertIcon, CrossIcon } from './icons.tsx'
import { setNotice, useNotice } from './notice.ts'

/** Says what went wrong in this thread, until the next run starts. */
export function NoticeCard() {
  const threadId = useCopilotChatConfiguration()?.threadId ?? ''
  const notice = useNotice(threadId)
  if (!notice) return null
  return (
    <div className="notice" role="alert" data-testid="notice">
      <AlertIcon />
      <span>{notice.text}</span>
      <button type="button" aria-label="Dismiss" onClick={() => setNotice(undefined)}>
        <CrossIcon />
      </button>
    </div>
  )
}
