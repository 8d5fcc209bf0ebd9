import fc from 'fast-check'
import { expect, test } from 'vitest'
import { properties } from '../../test/properties.ts'
import { decodeBase64 } from './base64.ts'

function byAtob(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

function byDecodeBase64(text: string): Uint8Array | undefined {
  try {
    return new Uint8Array(decodeBase64(text))
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError)
    return undefined
  }
}

test('base64 is decoded to the original bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = btoa(String.fromCharCode(...bytes))
      expect(byDecodeBase64(text)).toEqual(new Uint8Array(bytes))
    }),
  )
})

test('any text is decoded or refused as by atob', () => {
  const character = fc.constantFrom(
    'A',
    'b',
    'y',
    'z',
    '0',
    '9',
    '+',
    '/',
    '=',
    ' ',
    '\n',
    '-',
    '_',
    '*',
    'ä',
    '€',
  )
  fc.assert(
    fc.property(fc.array(character, { maxLength: 24 }), (characters) => {
      const text = characters.join('')
      expect(byDecodeBase64(text)).toEqual(byAtob(text))
    }),
    properties,
  )
})

test('text before the start is ignored', () => {
  expect(new Uint8Array(decodeBase64('data:,AP+ACg==', 6))).toEqual(new Uint8Array([0, 255, 128, 10]))
})
