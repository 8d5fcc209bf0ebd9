import './notice-card.css'
import { AlertIcon, CrossIcon } from './icons.tsx'
import { setNotice, useNotice } from './notice.ts'

/** Shows the last error of a thread, until its next run starts. */
export function NoticeCard({ threadId }: { threadId: string }) {
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
