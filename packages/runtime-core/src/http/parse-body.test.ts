import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { properties } from '../../test/properties.ts'
import { parseJson } from './parse-body.ts'

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
const refusal = (message: string) => expect.objectContaining({ code: 'invalid_json', status: 400, message })

describe('parseJson', () => {
  test('gives what JSON.parse gives for any JSON without prototype keys', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value)
        fc.pre(!text.includes('__proto__') && !text.includes('prototype'))
        expect(parseJson(text, 50)).toEqual(JSON.parse(text))
      }),
      properties,
    )
  })

  test('accepts the allowed depth and refuses one level more', () => {
    expect(parseJson(nested(200), 200)).toBeInstanceOf(Array)
    expect(() => parseJson(nested(201), 200)).toThrow(
      refusal('The body is nested deeper than 200 levels (limits.maxJsonDepth)'),
    )
  })

  test('brackets and escaped quotes inside strings do not count as nesting', () => {
    const text = JSON.stringify({ a: '[[[["{{{{', b: '\\', c: '\\"[[[[' })
    expect(parseJson(text, 1)).toEqual(JSON.parse(text))
  })

  test.each([
    '{"a":1,"__proto__":{"polluted":true}}',
    '{"a":1,"\\u005f_proto__":{"polluted":true}}',
    '{"a":1,"constructor":{"prototype":{"polluted":true}}}',
    '{"a":1,"c\\u006fnstructor":{"prot\\u006ftype":{"polluted":true}}}',
  ])('drops keys that reach a prototype: %s', (text) => {
    expect(JSON.stringify(parseJson(text, 10))).toBe('{"a":1}')
  })

  test('drops such keys at every depth and keeps the rest', () => {
    expect(parseJson('[{"state":{"__proto__":{"x":1},"y":2}}]', 10)).toEqual([{ state: { y: 2 } }])
  })

  test('keeps a harmless constructor key and texts that only mention the names', () => {
    const text = '{"constructor":"acme","content":"what is __proto__ and \\"prototype\\"?"}'
    expect(parseJson(text, 10)).toEqual({
      constructor: 'acme',
      content: 'what is __proto__ and "prototype"?',
    })
  })

  test('an empty text and broken JSON are refused without quoting the parser', () => {
    expect(() => parseJson('  \n', 10)).toThrow(refusal('The request body is empty'))
    expect(() => parseJson('{"secret": tru', 10)).toThrow(refusal('The request body is not valid JSON'))
    expect(() => parseJson('"never closed', 10)).toThrow(refusal('The request body is not valid JSON'))
  })
})
