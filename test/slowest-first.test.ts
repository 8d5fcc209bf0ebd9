import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { SLOWEST } from './slowest-first.ts'
import { root } from './workspace.ts'

it('the files that start first exist', () => {
  expect(SLOWEST.filter((file) => !existsSync(root + file))).toEqual([])
})
