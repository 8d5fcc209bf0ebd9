import express from 'express'
import { expect, test, vi } from 'vitest'
import { expressConformance } from '../test/express-conformance.ts'
import { mountingTests } from '../test/mounting-tests.ts'

vi.mock('express', () => import('express-4'))

test('this is Express 4', () => {
  expect(express.application).toHaveProperty('del')
})

mountingTests()
expressConformance('Express 4')
