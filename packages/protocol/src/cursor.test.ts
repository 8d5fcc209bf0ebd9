import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromCursor, toCursor } from './cursor.ts'

describe('a cursor', () => {
  test('is the generation and the position, joined by a dot', () => {
    expect(toCursor('4f1c', 12)).toBe('4f1c.12')
  })

  test('is read back as it was written', () => {
    const generation = fc.string({ minLength: 1 })
    const position = fc.nat({ max: 999_999_999 })
    fc.assert(
      fc.property(generation, position, (name, at) => {
        expect(fromCursor(toCursor(name, at))).toEqual({ log: name, position: at })
      }),
    )
  })

  test.each(['', '.', '.1', 'g', 'g.', 'g.-1', 'g.1x', 'g.1.', `g.${'1'.repeat(16)}`, 'g.1e3'])(
    'the malformed text %j is undefined',
    (text) => {
      expect(fromCursor(text)).toBeUndefined()
    },
  )
})
