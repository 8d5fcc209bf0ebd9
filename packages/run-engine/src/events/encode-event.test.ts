import { describe, expect, it } from 'vitest'
import { encodeEvent } from './encode-event.ts'

const custom = (value: unknown): object => ({ type: 'CUSTOM', name: 'x', value })
const writtenValue = (value: unknown): unknown => JSON.parse(encodeEvent(custom(value))).value

describe('encodeEvent', () => {
  it('encodes plain values like JSON.stringify', () => {
    const event = custom({ at: new Date(0), list: [1, null], gone: undefined })
    expect(encodeEvent(event)).toBe(JSON.stringify(event))
  })

  it('encodes a BigInt as a string', () => {
    expect(writtenValue({ big: 12n, at: new Date(0), boxed: new Number(3) })).toEqual({
      big: '12',
      at: '1970-01-01T00:00:00.000Z',
      boxed: 3,
    })
  })

  it('encodes a circular reference as an empty object', () => {
    const cycle: Record<string, unknown> = { name: 'a' }
    cycle.self = cycle
    const list: unknown[] = [1]
    list.push(list)
    expect(writtenValue({ cycle, list, again: cycle })).toEqual({
      cycle: { name: 'a', self: {} },
      list: [1, []],
      again: { name: 'a', self: {} },
    })
  })

  it('skips a toJSON and a getter that throw', () => {
    const fails = (): never => {
      throw new Error('no')
    }
    const value = { a: 1, toJSON: fails }
    const getter = Object.defineProperty({ b: 2 }, 'c', { enumerable: true, get: fails })
    expect(writtenValue([value, getter])).toEqual([{ a: 1 }, { b: 2 }])
  })

  it('accepts a value that nests without end, and a proxy whose traps throw', () => {
    let deep: unknown = 'bottom'
    for (let level = 0; level < 100_000; level++) deep = [deep]
    expect(encodeEvent(custom(deep))).toMatch(/^\{"type":"CUSTOM","name":"x","value":\[/)
    const refuse = (): never => {
      throw new Error('no')
    }
    expect(writtenValue(new Proxy({}, { ownKeys: refuse, get: refuse, getPrototypeOf: refuse }))).toEqual({})
  })

  it('keeps a field called __proto__ a field', () => {
    const value: unknown = JSON.parse('{"__proto__":{"x":1},"big":0}')
    expect(encodeEvent(custom([value, 1n]))).toContain('{"__proto__":{"x":1},"big":0}')
  })

  it('encodes a value without a JSON form as null', () => {
    expect(encodeEvent(undefined)).toBe('null')
  })
})
