/**
 * A `fetch` for servers that speak OpenAI's chat completions. Some end a whole answer with `[DONE]` and say no `finish_reason`,
 * which the AI SDK cannot tell from a connection that broke: such an answer is given the reason `stop`.
 */
export function toChatFetch(send: typeof fetch = (input, init) => fetch(input, init)): typeof fetch {
  return async (input, init) => {
    const response = await send(input, init)
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
    if (response.body === null || !isStream) return response
    return new Response(withReason(response.body), response)
  }
}

/** What comes behind the reason of an answer, usage and `[DONE]`, fits in this many bytes. */
const TAIL_BYTES = 16_384

const DONE = /^data: ?\[DONE\]\s*$/m
const REASON = /"finish_reason"\s*:\s*"/
const STOP = '\n\ndata: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n'

function withReason(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  const tail: Uint8Array[] = []
  let tailBytes = 0
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read()
      if (done) {
        if (isWithoutReason(tail)) controller.enqueue(new TextEncoder().encode(STOP))
        controller.close()
        return
      }
      controller.enqueue(value)
      tail.push(value)
      tailBytes += value.length
      for (let first = tail[0]; first && tailBytes - first.length >= TAIL_BYTES; first = tail[0]) {
        tailBytes -= first.length
        tail.shift()
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
}

function isWithoutReason(tail: readonly Uint8Array[]): boolean {
  const decoder = new TextDecoder()
  const text = tail.map((bytes) => decoder.decode(bytes, { stream: true })).join('')
  return DONE.test(text) && !REASON.test(text)
}
