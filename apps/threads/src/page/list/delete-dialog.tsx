import './delete-dialog.css'
import { useEffect, useRef } from 'react'

interface DeleteDialogProps {
  /** The thread's title. */
  title: string
  onConfirm(): void
  onClose(): void
}

/** Asks for a confirmation before a thread is deleted permanently. */
export function DeleteDialog({ title, onConfirm, onClose }: DeleteDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)

  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])

  return (
    <dialog ref={dialog} className="delete-dialog" aria-labelledby="delete-title" onClose={onClose}>
      <h2 id="delete-title">Delete this chat?</h2>
      <p>
        “{title}” and all its messages will be deleted permanently. To remove it from the list only, archive
        it instead.
      </p>
      <div>
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          className="danger"
          onClick={() => {
            onConfirm()
            onClose()
          }}
        >
          Delete
        </button>
      </div>
    </dialog>
  )
}
