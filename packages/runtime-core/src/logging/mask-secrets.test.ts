import { expect, test } from 'vitest'
import { maskSecrets } from './mask-secrets.ts'

test.each([
  ['Incorrect API key provided: sk-proj-abcdefghijklmnop1234', 'Incorrect API key provided: ***'],
  ['{"authorization":"Bearer abcdefgh12345678"}', '{"authorization":"***"}'],
  ['authorization: Basic dXNlcjpwYXNz', 'authorization: ***'],
  ['x-api-key: 0123456789', 'x-api-key: ***'],
  ['sent Bearer abcdefgh12345678 to', 'sent Bearer *** to'],
  ['GET https://user:hunter22@db.example.com/x', 'GET https://***@db.example.com/x'],
  ['https://api.example.com/v1?key=AIzaSyA1234567890&alt=sse', 'https://api.example.com/v1?key=***&alt=sse'],
  ['{"apiKey":"abcd1234","model":"m"}', '{"apiKey":"***","model":"m"}'],
  ['password=hunter22 host=db', 'password=*** host=db'],
  ['set-cookie: session=abcdef; Path=/', 'set-cookie: ***; Path=/'],
  ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def was refused', 'token *** was refused'],
  ['AKIAIOSFODNN7EXAMPLE', '***'],
])('%s', (text, masked) => {
  expect(maskSecrets(text)).toBe(masked)
})

test.each([
  'The model gpt-5 does not exist',
  'at run (file:///app/src/agent.ts:12:5)',
  'fetch failed: connect ECONNREFUSED 127.0.0.1:4000',
  'secret sauce',
  'Cannot find package "@ai-sdk/openai"',
])('leaves %s as it is', (text) => {
  expect(maskSecrets(text)).toBe(text)
})
