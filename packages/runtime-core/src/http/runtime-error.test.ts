import { errorCodes } from '@flightdeck/protocol'
import { describe, expect, test } from 'vitest'
import { errorResponse, isRuntimeError, RuntimeError } from './runtime-error.ts'

describe('errorResponse', () => {
  test('a runtime error becomes its status and a body of error, message, code and details', async () => {
    const response = errorResponse(
      new RuntimeError('thread_busy', "Thread 't1' already has a run", {
        details: { runId: 'r1', startedAt: 5 },
      }),
    )
    expect(response.status).toBe(409)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({
      error: 'Thread busy',
      message: "Thread 't1' already has a run",
      code: 'thread_busy',
      runId: 'r1',
      startedAt: 5,
    })
  })

  test('the thrower may set the error text and headers', async () => {
    const response = errorResponse(
      new RuntimeError('method_not_allowed', undefined, { error: 'Nope', headers: { allow: 'GET' } }),
    )
    expect(response.headers.get('allow')).toBe('GET')
    expect(await response.json()).toMatchObject({ error: 'Nope', code: 'method_not_allowed' })
  })

  test.each([
    new Error('password=hunter2'),
    new RuntimeError('run_failed', undefined, { cause: new Error('password=hunter2') }),
    'password=hunter2',
    undefined,
  ])('the text of a thrown error never reaches the body: %s', async (error) => {
    const response = errorResponse(error)
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('hunter2')
  })

  test('every code of the table gives a response of its status', () => {
    for (const [code, row] of Object.entries(errorCodes)) {
      expect(row.status, code).toBeGreaterThanOrEqual(400)
      expect(row.status, code).toBeLessThan(600)
    }
  })

  test('responses are not cached', () => {
    expect(errorResponse(new RuntimeError('not_found')).headers.get('cache-control')).toBe('no-store')
  })
})

describe('isRuntimeError', () => {
  test('knows an error made by another copy of the package', () => {
    const foreign = Object.assign(new Error('x'), {
      name: 'RuntimeError',
      code: 'thread_busy',
      status: 409,
      error: 'E',
    })
    expect(isRuntimeError(foreign)).toBe(true)
    expect(errorResponse(foreign).status).toBe(409)
  })

  test('is not fooled by errors that merely have a code', () => {
    expect(isRuntimeError(Object.assign(new Error('x'), { code: 'thread_busy' }))).toBe(false)
    expect(isRuntimeError({ name: 'RuntimeError', code: 'thread_busy' })).toBe(false)
    expect(isRuntimeError(Object.assign(new Error('x'), { name: 'RuntimeError', code: 'toString' }))).toBe(
      false,
    )
  })
})
