import { readSse, type SseData, type SseFrame } from '../../read-sse.ts'

/** A promise and the function that resolves it. */
export interface Gate<T = void> {
  readonly opened: Promise<T>
  open(value: T): void
}

/** A promise that a script waits for until the test opens it. */
export function gate<T = void>(): Gate<T> {
  let open: (value: T) => void = () => {}
  const opened = new Promise<T>((resolve) => {
    open = resolve
  })
  return { opened, open: (value) => open(value) }
}

/** Never settles: a script that waits for it hangs until it is stopped. */
export const forever: Promise<never> = new Promise(() => {})

/** Reads one response step by step. */
export interface FrameReader {
  /** Every frame so far. */
  readonly frames: readonly SseFrame[]
  /** Reads until an event matches and returns all events so far. Throws if the stream ends first. */
  until(matches: (event: SseData) => boolean): Promise<SseData[]>
  /** Reads to the end and returns every event of the response. */
  toEnd(): Promise<SseData[]>
  /** Drops the connection. */
  disconnect(): Promise<void>
}

/** Starts to read a response. */
export function reading(response: Response): FrameReader {
  const frames: SseFrame[] = []
  const source = readSse(response)
  const events = (): SseData[] => frames.map(({ data }) => data)
  return {
    frames,
    async until(matches) {
      for (;;) {
        const next = await source.next()
        if (next.done) throw new Error(`The stream ended after: ${typesOf(events()).join(', ')}`)
        frames.push(next.value)
        if (matches(next.value.data)) return events()
      }
    },
    async toEnd() {
      for await (const frame of source) frames.push(frame)
      return events()
    },
    async disconnect() {
      await source.return(undefined)
    },
  }
}

/** Every frame of a response. */
export async function framesOf(response: Response): Promise<readonly SseFrame[]> {
  const reader = reading(response)
  await reader.toEnd()
  return reader.frames
}

/** The types of events, in order. */
export function typesOf(events: readonly SseData[]): string[] {
  return events.map(({ type }) => type)
}

/** Matches text events, or only those with the given delta. */
export function isText(delta?: string): (event: SseData) => boolean {
  return (event) => event.type === 'TEXT_MESSAGE_CONTENT' && (delta === undefined || event.delta === delta)
}

/** The text of a message as a client assembles it from the events of a run or a join. */
export function textOf(events: readonly SseData[], messageId = 'm1'): string | undefined {
  let text: string | undefined
  for (const event of events) {
    if (event.type === 'MESSAGES_SNAPSHOT') text = textIn(event, messageId)
    else if (event.messageId !== messageId) continue
    else if (event.type === 'TEXT_MESSAGE_START') text ??= ''
    else if (event.type === 'TEXT_MESSAGE_CONTENT') text = `${text ?? ''}${String(event.delta)}`
  }
  return text
}

/** The messages of a MESSAGES_SNAPSHOT. */
export function messagesIn(snapshot: SseData | undefined): Record<string, unknown>[] {
  return (snapshot?.messages ?? []) as Record<string, unknown>[]
}

function textIn(snapshot: SseData, messageId: string): string | undefined {
  const content = messagesIn(snapshot).find(({ id }) => id === messageId)?.content
  return typeof content === 'string' ? content : undefined
}

/** The events of one type. */
export function ofType(events: readonly SseData[], type: string): SseData[] {
  return events.filter((event) => event.type === type)
}
