import {
  AlertIcon,
  ArchiveIcon,
  PencilIcon,
  QuestionIcon,
  TrashIcon,
  UnarchiveIcon,
} from '@flightdeck/page-kit'
import { useRef, useState } from 'react'
import { toHash } from './address.ts'
import type { ThreadStatus } from './live-list.ts'
import { NameField } from './name-field.tsx'
import type { ListedThread } from './thread-table.ts'

interface ThreadRowProps {
  thread: ListedThread
  status: ThreadStatus | undefined
  isCurrent: boolean
  onShow(): void
  onRename(name: string): void
  /** Archives or unarchives the thread. */
  onArchive(): void
  onDelete(): void
}

/** One thread of the list, with its actions. */
export function ThreadRow(props: ThreadRowProps) {
  const { thread, status, isCurrent, onShow, onRename, onArchive, onDelete } = props
  const [isRenaming, setRenaming] = useState(false)
  const link = useRef<HTMLAnchorElement>(null)
  const { title } = thread

  const endRenaming = (name?: string): void => {
    setRenaming(false)
    if (name !== undefined) onRename(name)
    requestAnimationFrame(() => link.current?.focus())
  }
  if (isRenaming) {
    return (
      <li className="renaming">
        <NameField name={thread.name ?? ''} onDone={endRenaming} />
      </li>
    )
  }
  return (
    <li className={isCurrent ? 'current' : ''} data-testid="thread">
      <a
        ref={link}
        href={toHash(thread.id)}
        onClick={onShow}
        title={title}
        aria-current={isCurrent ? 'page' : undefined}
      >
        <span className="title">{title}</span>
        <StatusMark status={status} />
      </a>
      <span className="actions">
        <button type="button" aria-label={`Rename ${title}`} title="Rename" onClick={() => setRenaming(true)}>
          <PencilIcon />
        </button>
        <button
          type="button"
          aria-label={thread.archived ? `Unarchive ${title}` : `Archive ${title}`}
          title={thread.archived ? 'Unarchive' : 'Archive'}
          onClick={onArchive}
        >
          {thread.archived ? <UnarchiveIcon /> : <ArchiveIcon />}
        </button>
        <button type="button" aria-label={`Delete ${title}`} title="Delete" onClick={onDelete}>
          <TrashIcon />
        </button>
      </span>
    </li>
  )
}

function StatusMark({ status }: { status: ThreadStatus | undefined }) {
  if (status?.running) {
    return (
      <span className="mark running" role="img" aria-label="running" title="Running">
        <span className="pulse" />
      </span>
    )
  }
  if (status?.pendingInterrupts) {
    return (
      <span
        className="mark asking"
        role="img"
        aria-label="waiting for approval"
        title="Waiting for approvalr answer"
      >
        <QuestionIcon />
      </span>
    )
  }
  if (status?.lastRunStatus === 'interrupted') {
    return (
      <span className="mark" role="img" aria-label="interrupted" title="Interrupted">
        <AlertIcon />
      </span>
    )
  }
  return null
}
