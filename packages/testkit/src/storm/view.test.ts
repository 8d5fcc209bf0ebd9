import { describe, expect, test } from 'vitest'
import type { SseData } from '../read-sse.ts'
import { EventIds } from './event-ids.ts'
import { scriptOf } from './script.ts'
import { View } from './view.ts'

const RUN = 'run-1'
const { id: MESSAGE, words } = scriptOf(RUN).messages[0] ?? { id: '', words: [] }
const [first = '', second = ''] = words

type Event = SseData

const started = (runId = RUN): Event => ({ type: 'RUN_STARTED', threadId: 't', runId })
const opened: Event = { type: 'TEXT_MESSAGE_START', messageId: MESSAGE, role: 'assistant' }
const said = (delta: string): Event => ({ type: 'TEXT_MESSAGE_CONTENT', messageId: MESSAGE, delta })
const finished = (runId = RUN): Event => ({ type: 'RUN_FINISHED', threadId: 't', runId })
const cancelled: Event = { ...finished(), outcome: { type: 'cancelled' } }
const interrupted: Event = { type: 'RUN_ERROR', message: 'gone', code: 'run_interrupted' }
const snapshot = (content: string): Event => ({
  type: 'MESSAGES_SNAPSHOT',
  messages: [{ id: MESSAGE, role: 'assistant', content }],
})

/** Frames of one connection: an id, or none, and an event. */
type Frames = readonly (readonly [string | undefined, Event])[]

/** What is found wrong with connections that resume each other. */
function wrongWith(connections: readonly Frames[], ids: EventIds = new EventIds()): string[] {
  const view = new View('t', ids, false)
  return connections.flatMap((frames) => {
    view.connect()
    return frames.flatMap(([id, data]) => view.take({ id, data }))
  })
}

const begun: Frames = [
  ['g.0.1', started()],
  ['g.0.2', opened],
  ['g.0.3', said(first)],
]

describe('what a storm finds right', () => {
  test('a run that is resumed where it was left', () => {
    expect(
      wrongWith([
        begun,
        [
          ['g.0.4', said(second)],
          ['g.0.5', finished()],
        ],
      ]),
    ).toEqual([])
  })

  test('a catch-up that restates the run, also with less than a dead process had shown', () => {
    const kept: Frames = [
      [undefined, started()],
      [undefined, snapshot('')],
      ['g~1.0.3', interrupted],
    ]
    expect(wrongWith([begun, kept])).toEqual([])
  })

  test('a catch-up that was read in part and counts for nothing', () => {
    expect(wrongWith([begun, [[undefined, started()]], [['g.0.4', said(second)]]])).toEqual([])
  })
})

describe('what a storm finds wrong', () => {
  test.each<[string, readonly Frames[], string]>([
    ['a word that is missing', [begun, [['g.0.5', said('later')]]], 'which the agent never said'],
    ['a word that comes twice', [begun, [['g.0.4', said(first)]]], 'which the agent never said'],
    [
      'another end than before',
      [
        [...begun, ['g.0.4', finished()]],
        [
          [undefined, started()],
          ['g.0.5', cancelled],
        ],
      ],
      'was seen to end finished, then cancelled',
    ],
    ['a run that is not seen to end', [begun, [['g.3.4', started('run-2')]]], 'run-1 was not seen to end'],
    ['events of a run that was not seen to start', [[['g.0.2', opened]]], 'belongs to no run'],
    ['a run that starts twice', [begun, [['g.0.1', started()]]], 'starts twice'],
    ['a start in the middle of a connection', [[...begun, [undefined, started()]]], 'starts in the middle'],
    [
      'something behind the ending',
      [[...begun, ['g.0.4', finished()], ['g.0.5', said(second)]]],
      'follows the ending',
    ],
    [
      'the ending of another run',
      [[...begun, ['g.0.4', finished('run-2')]]],
      'the end of run-2 came while run-1',
    ],
    [
      'a snapshot with what was never said',
      [
        [
          [undefined, started()],
          ['g.0.4', snapshot('lies')],
        ],
      ],
      'which the agent never said',
    ],
  ])('%s', (_, connections, wrong) => {
    expect(wrongWith(connections).join('\n')).toContain(wrong)
  })

  test('an id that stands for two events, in the views of two readers', () => {
    const ids = new EventIds()
    expect(wrongWith([begun], ids)).toEqual([])
    const other: Frames = [...begun.slice(0, 2), ['g.0.3', interrupted]]
    expect(wrongWith([other], ids).join('\n')).toContain('id g.0.3 stands for')
  })

  test('an ending with the id of another position', () => {
    const ids = new EventIds()
    wrongWith([[...begun, ['g.0.4', finished()]]], ids)
    const other: Frames = [
      [undefined, started()],
      [undefined, snapshot(first)],
      ['g.0.9', finished()],
    ]
    expect(wrongWith([other], ids).join('\n')).toContain('the end of run-1 is at 4 and at 9')
  })

  test('an id at which two readers have a different text', () => {
    const ids = new EventIds()
    wrongWith([begun], ids)
    const other: Frames = [
      [undefined, started()],
      [undefined, snapshot('')],
      ['g.0.3', opened],
    ]
    expect(wrongWith([other], ids).join('\n')).toContain('at id g.0.3 one reader had')
  })
})
