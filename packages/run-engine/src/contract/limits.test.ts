import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fillRunLimits } from './limits.ts'

describe('limits on runs', () => {
  test('the defaults are those of docs/protocol.md', () => {
    const paper = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8')
    const rows = [...paper.matchAll(/^\| `(max\w+)` +\| ([\d,]+) +\|/gm)]
    const told = Object.fromEntries(
      rows.map(([, name, value = '']) => [name, Number(value.replaceAll(',', ''))]),
    )
    expect(told).toMatchObject(fillRunLimits())
  })

  test('what is given replaces its default, and Infinity takes a limit away', () => {
    const { maxRunMs, ...others } = fillRunLimits({
      maxRunMs: Number.POSITIVE_INFINITY,
      maxQueuedRuns: undefined,
    })
    expect(maxRunMs).toBe(Number.POSITIVE_INFINITY)
    expect(fillRunLimits()).toMatchObject(others)
  })

  test.each([0, -1, Number.NaN])('%s is no limit', (value) => {
    expect(() => fillRunLimits({ maxEventsPerRun: value })).toThrow(RangeError)
  })
})
