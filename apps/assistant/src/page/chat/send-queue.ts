import { useEffect, useState } from 'react'

/** A frontend tool may start a run right after another has ended, so the thread counts as idle only after this delay. */
const SETTLE_MS = 250

interface SendQueueOptions {
  /** Whether the thread is running or not connected yet. */
  isBusy: boolean
  canSend: boolean
  onSubmitMessage: ((text: string) => void) | undefined
  onInputChange: ((text: string) => void) | undefined
}

interface SendQueue {
  send(text: string): void
  /** Takes the waiting messages back: they are not sent, and their text is in the input again. */
  recall(): void
  /** The message that is sent next. */
  waiting: string | undefined
}

/**
 * Sends a message immediately if the thread is idle, and queues it otherwise. The stock chat would start a second run on
 * a running thread, which the server refuses, and would drop a message sent before it has connected to the thread.
 */
export function useSendQueue(options: SendQueueOptions): SendQueue {
  const { isBusy, canSend, onSubmitMessage, onInputChange } = options
  const [queue, setQueue] = useState<string[]>([])
  const [waiting] = queue

  useEffect(() => {
    if (isBusy || !canSend || waiting === undefined) return
    const timer = setTimeout(() => {
      setQueue((texts) => texts.slice(1))
      onSubmitMessage?.(waiting)
    }, SETTLE_MS)
    return () => clearTimeout(timer)
  }, [isBusy, canSend, waiting, onSubmitMessage])

  return {
    waiting,
    recall() {
      if (queue.length > 0) onInputChange?.(queue.join('\n'))
      setQueue([])
    },
    send(text) {
      if (!isBusy && waiting === undefined) return onSubmitMessage?.(text)
      onInputChange?.('')
      setQueue((texts) => [...texts, text])
    },
  }
}
