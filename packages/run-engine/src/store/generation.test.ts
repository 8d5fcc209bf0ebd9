import { expect, test } from 'vitest'
import { isEarlier, isSameLog, nextGeneration } from './generation.ts'

test('each takeover gives another generation of the same log', () => {
  const generations = ['3f9a1c02']
  for (let count = 0; count < 12; count += 1) generations.push(nextGeneration(generations.at(-1) as string))
  expect(generations.slice(0, 3)).toEqual(['3f9a1c02', '3f9a1c02~1', '3f9a1c02~2'])
  expect(new Set(generations).size).toBe(13)
  generations.forEach((one, index) => {
    expect(isSameLog(one, '3f9a1c02')).toBe(true)
    generations.forEach((other, at) => {
      expect(isEarlier(one, other)).toBe(index < at)
    })
  })
})

test('generations of two logs have nothing in common', () => {
  expect(isSameLog('3f9a1c02', '3f9a1c03')).toBe(false)
  expect(isSameLog('3f9a1c02~1', '3f9a1c03~1')).toBe(false)
  expect(isEarlier('3f9a1c02', '3f9a1c03~1')).toBe(false)
})
