/** The data of a server-sent event, or what takes its place: none, one or several. */
export type MapEventData = (data: string) => readonly string[]

/** What becomes of the events of one response. */
export interface EventMapping {
  readonly map: MapEventData
  /** Called at the end of the response. @default nothing follows */
  readonly end?: () => readonly string[]
}

/**
 * A `fetch` that rewrites the server-sent events of each response. Comments, names and ids of events are left out, and so are
 * events without data: no provider's API needs them, and some packages of the AI SDK fail on them.
 */
export function mapEventsOf(send: typeof fetch, begin: () => EventMapping): typeof fetch {
  return async (input, init) => {
    const response = await send(input, init)
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
    if (response.body === null || !isStream) return response
    const headers = new Headers(response.headers)
    headers.delete('content-length')
    const { status, statusText } = response
    return new Response(mapEvents(response.body, begin()), { status, statusText, headers })
  }
}

function mapEvents(body: ReadableStream<Uint8Array>, mapping: EventMapping): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  const events = new EventReader()
  return new ReadableStream(
    {
      async pull(controller) {
        const write = (data: readonly string[]): boolean => {
          for (const one of data)
            controller.enqueue(encoder.encode(`data: ${one.replaceAll('\n', '\ndata: ')}\n\n`))
          return data.length > 0
        }
        for (;;) {
          const { done, value } = await reader.read()
          const read = done
            ? events.end(decoder.decode())
            : events.read(decoder.decode(value, { stream: true }))
          const hasWritten = write(read.flatMap(mapping.map))
          if (done) {
            write(mapping.end?.() ?? [])
            controller.close()
            return
          }
          if (hasWritten) return
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

/** Reads the data of server-sent events from text in pieces. Lines end with LF, CRLF or CR. */
class EventReader {
  #line = ''
  #data: string[] = []
  #mayBeHalf = false

  read(text: string): string[] {
    // A CR at the end of the piece before may be half of a CRLF.
    const rest = this.#mayBeHalf && text.startsWith('\n') ? text.slice(1) : text
    if (text !== '') this.#mayBeHalf = text.endsWith('\r')
    const [first = '', ...lines] = rest.split(/\r\n|\r|\n/)
    this.#line += first
    const events: string[] = []
    for (const line of lines) {
      this.#endLine(events)
      this.#line = line
    }
    return events
  }

  /** The rest: some servers omit the blank line after the last event. */
  end(text: string): string[] {
    return this.read(`${text}\n\n`)
  }

  #endLine(events: string[]): void {
    const line = this.#line
    if (line === '') {
      const data = this.#data.join('\n')
      if (data.trim() !== '') events.push(data)
      this.#data = []
    } else if (line.startsWith('data:')) {
      this.#data.push(line.slice(line.startsWith('data: ') ? 6 : 5))
    }
  }
}
