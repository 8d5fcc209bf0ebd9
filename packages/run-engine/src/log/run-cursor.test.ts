import { toCursor } from '@flightdeck/protocol'
import { expect, test } from 'vitest'
import { readRunCursor, runLogId } from './run-cursor.ts'

test('a cursor names the generation, the run and the position', () => {
  expect(toCursor(runLogId('3f9a1c02~1', 12), 17)).toBe('3f9a1c02~1.12.17')
  expect(readRunCursor('3f9a1c02~1.12.17')).toEqual({ generation: '3f9a1c02~1', base: 12, position: 17 })
  expect(readRunCursor('a.b.0.1')).toEqual({ generation: 'a.b', base: 0, position: 1 })
})

test.each(['', '3f9a1c02.17', '.1.2', 'g.2.1', 'g.x.1', 'g.1.x', 'g.1.'])(
  'the malformed cursor %j is undefined',
  (text) => {
    expect(readRunCursor(text)).toBeUndefined()
  },
)
