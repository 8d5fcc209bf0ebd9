import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { describe, expect, test } from 'vitest'
import { SSE_KEEP_ALIVE, sseFrame, sseId } from './sse.ts'

function parsed(text: string): { events: EventSourceMessage[]; comments: string[] } {
  const events: EventSourceMessage[] = []
  const comments: string[] = []
  createParser({
    onEvent: (event) => events.push(event),
    onComment: (comment) => comments.push(comment),
    onError: (error) => {
      throw error
    },
  }).feed(text)
  return { events, comments }
}

describe('SSE frames, read by a published parser', () => {
  test('a frame is one event with its data and its id', () => {
    const json = JSON.stringify({ text: 'two\nlines: \u2028 and an emoji 🎛️' })
    expect(parsed(sseFrame(json, 'g.1') + sseFrame('{}')).events).toEqual([
      { id: 'g.1', event: undefined, data: json },
      { id: undefined, event: undefined, data: '{}' },
    ])
  })

  test('a frame with only an id dispatches no event', () => {
    expect(parsed(sseId('g.1')).events).toEqual([])
  })

  test('a keep-alive is a comment', () => {
    expect(parsed(SSE_KEEP_ALIVE)).toEqual({ events: [], comments: ['keep-alive'] })
  })
})
