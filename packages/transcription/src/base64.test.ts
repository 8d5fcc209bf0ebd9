import fc from 'fast-check'
import { expect, test } from 'vitest'
import { properties } from '../test/properties.ts'
import { decodeBase64 } from './base64.ts'

function byAtob(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

function byUs(text: string): Uint8Array | undefined {
  try {
    return new Uint8Array(decodeBase64(text))
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError)
    return undefined
  }
}

test('bytes written as base64 are read back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = btoa(String.fromCharCode(...bytes))
      expect(byUs(text)).toEqual(new Uint8Array(bytes))
    }),
  )
})

test('whatever else is given is read or refused as atob does', () => {
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
      expect(byUs(text)).toEqual(byAtob(text))
    }),
    properties,
  )
})

test('what stands before the start is not looked at', () => {
  expect(new Uint8Array(decodeBase64('data:,AP+ACg==', 6))).toEqual(new Uint8Array([0, 255, 128, 10]))
})
