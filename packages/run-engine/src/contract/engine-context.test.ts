import { describe, expect, test } from 'vitest'
import type { ThreadStore } from '../store/thread-store.ts'
import { createEngineContext } from './engine-context.ts'
import { RUN_LIMITS } from './limits.ts'
import type { ThreadRunnerOptions } from './runner-requests.ts'

// The options are checked before the store is used.
const store = {} as ThreadStore
const create = (options: object) => createEngineContext(store, options as ThreadRunnerOptions)

const NEVER = [-1, Number.NaN, Number.NEGATIVE_INFINITY, '60', null, true]
const DURATIONS = ['stopGraceMs', 'flushMs', 'storePatienceMs', 'leaseMs']

describe('numeric options of a runner', () => {
  test.each(DURATIONS)('%s must be a number of milliseconds that a timer supports', (name) => {
    for (const value of [...NEVER, 2 ** 31, Number.POSITIVE_INFINITY]) {
      expect(() => create({ [name]: value })).toThrow(new RegExp(`^${name} must be .* milliseconds, not`))
    }
    expect(create({ [name]: 2 ** 31 - 1 }).options).toMatchObject({ [name]: 2 ** 31 - 1 })
  })

  test.each(DURATIONS.filter((name) => name !== 'leaseMs'))('%s may be 0', (name) => {
    expect(create({ [name]: 0 }).options).toMatchObject({ [name]: 0 })
  })

  test('leaseMs must not be 0, since claims would expire while their runs are in progress', () => {
    expect(() => create({ leaseMs: 0 })).toThrow('leaseMs must be positive')
  })

  test.each(RUN_LIMITS)('limits.%s must be positive, and may be Infinity', (name) => {
    for (const value of [...NEVER, 0]) {
      expect(() => create({ limits: { [name]: value } })).toThrow(`limits.${name} must be a positive number`)
    }
    const limits = { [name]: Number.POSITIVE_INFINITY }
    expect(create({ limits }).limits).toMatchObject(limits)
  })

  test.each(['maxAgeMs', 'maxThreads', 'maxBytes'])('retain.%s must be positive', (name) => {
    for (const value of [...NEVER, 0]) {
      expect(() => create({ retain: { [name]: value } })).toThrow(`retain.${name} must be a positive number`)
    }
  })

  test('a number that is a string is quoted in the error', () => {
    expect(() => create({ limits: { maxRunMs: '60' } })).toThrow("not the string '60'")
  })
})

test.each([
  [{ onConcurrentRun: 'wait' }, "onConcurrentRun must be 'reject', 'queue' or 'interrupt', not wait"],
  [{ limits: { maxRunTime: 1 } }, "limits has no member 'maxRunTime'"],
  [{ retain: { maxAge: 1 } }, "retain has no member 'maxAge'"],
])('%j is refused', (options, message) => {
  expect(() => create(options)).toThrow(message)
})
