import fc from 'fast-check'
import { expect, test } from 'vitest'
import { properties } from '../../test/properties.ts'
import { keyText, type ThreadKey } from './thread-record.ts'

test('two keys have the same text only if they are the same key', () => {
  // Few characters, so that owners and ids often collide.
  const text = fc.string({ unit: fc.constantFrom('\u0000', ':', '1', '2', 'a'), maxLength: 5 })
  const key: fc.Arbitrary<ThreadKey> = fc.record(
    { threadId: text, owner: text },
    { requiredKeys: ['threadId'] },
  )
  fc.assert(
    fc.property(key, key, (one, other) => {
      const isSame = one.threadId === other.threadId && one.owner === other.owner
      expect(keyText(one) === keyText(other)).toBe(isSame)
    }),
    properties,
  )
})
