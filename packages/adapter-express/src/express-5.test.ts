import express from 'express'
import { expect, test } from 'vitest'
import { expressConformance } from '../test/express-conformance.ts'
import { mountingTests } from '../test/mounting-tests.ts'

test('this is Express 5', () => {
  expect(express.application).not.toHaveProperty('del')
})

mountingTests()
expressConformance('Express 5')
