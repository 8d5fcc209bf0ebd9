import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fillRunLimits, type RunLimits } from './limits.ts'

describe('limits on runs', () => {
  test('the defaults are those of docs/protocol.md', () => {
    const spec = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8')
    const rows = [...spec.matchAll(/^\| `(max\w+)` +\| ([\d,]+) +\|/gm)]
    const documented = Object.fromEntries(
      rows.map(([, name, value = '']) => [name, Number(value.replaceAll(',', ''))]),
    )
    expect(documented).toMatchObject(fillRunLimits())
  })

  test('given values replace the defaults, and Infinity removes a limit', () => {
    const { maxRunMs, ...others } = fillRunLimits({
      maxRunMs: Number.POSITIVE_INFINITY,
      maxQueuedRuns: undefined,
    })
    expect(maxRunMs).toBe(Number.POSITIVE_INFINITY)
    expect(fillRunLimits()).toMatchObject(others)
  })

  test('a limit that does not exist is refused', () => {
    expect(() => fillRunLimits({ maxRunTime: 5 } as RunLimits)).toThrow("limits has no member 'maxRunTime'")
  })

  test('a maxEventBytes below 256 is refused', () => {
    expect(() => fillRunLimits({ maxEventBytes: 90 })).toThrow(
      'limits.maxEventBytes must be at least 256, not 90',
    )
    expect(fillRunLimits({ maxEventBytes: 256 }).maxEventBytes).toBe(256)
  })
})
