import './notice-card.css'
import type { ReactNode } from 'react'
import { AlertIcon, CrossIcon } from './icons.tsx'
import { setNotice, useNotice } from './notice.ts'

export interface NoticeCardProps {
  threadId: string
  /** Buttons for what the visitor can do about the error. */
  children?: ReactNode
}

/** Shows the last error of a thread, until its next run starts. */
export function NoticeCard({ threadId, children }: NoticeCardProps) {
  const notice = useNotice(threadId)
  if (!notice) return null
  return (
    <div className="notice" role="alert" data-testid="notice">
      <AlertIcon />
      <span>{notice.text}</span>
      {children && <div className="actions">{children}</div>}
      <button type="button" aria-label="Dismiss" onClick={() => setNotice(undefined)}>
        <CrossIcon />
      </button>
    </div>
  )
}
