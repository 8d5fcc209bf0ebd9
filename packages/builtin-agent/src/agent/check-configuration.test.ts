import { expect, test } from 'vitest'
import type { BuiltInAgentConfiguration } from '../config/configuration.ts'
import { BuiltInAgent } from './built-in-agent.ts'

test.each([
  ['nothing', undefined, "new BuiltInAgent({ model: 'openai/gpt-5-mini' })"],
  ['a string', 'openai/gpt-5', "new BuiltInAgent({ model: 'openai/gpt-5-mini' })"],
  ['no model', {}, 'needs a model'],
  ['a model that is a number', { model: 5 }, 'needs a model'],
  ['a model without a provider', { model: 'gpt-5' }, 'Invalid model string "gpt-5"'],
  ['a model of an unknown provider', { model: 'acme/gpt-5' }, 'Unknown provider "acme"'],
  [
    'an unknown option',
    { model: 'openai/gpt-5', promt: 'Hi' },
    "no option 'promt'. Its options are: model, apiKey",
  ],
  ['a function as its prompt', { model: 'openai/gpt-5', prompt: () => 'Hi' }, 'must be a string'],
  ['a type without a factory', { type: 'custom' }, "of the type 'custom' needs a factory"],
  ['a factory without a type', { factory: () => [] }, 'Use aisdk, tanstack, custom'],
  ['a factory that is no function', { type: 'custom', factory: {} }, 'must be a function'],
  [
    'a factory and a model',
    { type: 'custom', factory: () => [], model: 'openai/gpt-5' },
    "no option 'model'",
  ],
])('a BuiltInAgent made of %s is refused at construction', (_, config, message) => {
  expect(() => new BuiltInAgent(config as unknown as BuiltInAgentConfiguration)).toThrow(message)
})

test('an unknown option that is undefined is accepted', () => {
  const config = { model: 'openai/gpt-5', learnedSkills: undefined }
  expect(new BuiltInAgent(config).description).toBe('')
})

test.each([
  ['no prompt', undefined, ''],
  ['an empty prompt', ' \n ', ''],
  ['a prompt of one line', 'You are a helpful assistant.', 'You are a helpful assistant.'],
  ['a prompt of several lines', '\n  You help pilots.\r\nBe brief.\n\nNever guess.', 'You help pilots.'],
  ['a long prompt', 'x'.repeat(201), `${'x'.repeat(200)}…`],
])('the description of an agent with %s', (_, prompt, description) => {
  const agent = new BuiltInAgent({ model: 'openai/gpt-5', prompt })
  expect(agent.description).toBe(description)
  expect(agent.clone().description).toBe(description)
})

test('an agent with a factory has no description until one is set', () => {
  const agent = new BuiltInAgent({ type: 'custom', factory: async function* () {} })
  expect(agent.description).toBe('')
  agent.description = 'Answers questions'
  expect(agent.clone().description).toBe('Answers questions')
})
