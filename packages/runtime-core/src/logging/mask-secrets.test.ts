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
  ['set-cookie: session=abcdef; Path=/', 'set-cookie: ***'],
  ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def was refused', 'token *** was refused'],
  ['AKIAIOSFODNN7EXAMPLE', '***'],
  ['cookie: theme=dark; session=abcdef', 'cookie: ***'],
  ['authorization: Digest username="u", response="abcdef"', 'authorization: ***'],
  [
    'Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/us, Signature=abcdef',
    'Authorization: ***',
  ],
  ['{"authorization":"Digest u=\\"a\\", r=\\"b\\"","a":1}', '{"authorization":"***","a":1}'],
  [
    "Headers { authorization: 'Bearer abc', cookie: 'a=b; c=d' }",
    "Headers { authorization: '***', cookie: '***' }",
  ],
  ["{ 'x-goog-api-key': 'abcd1234' }", "{ 'x-goog-api-key': '***' }"],
  ["Map(1) { 'x-api-key' => 'abcd1234' }", "Map(1) { 'x-api-key' => '***' }"],
  ['["x-api-key","abcd1234","accept","*/*"]', '["x-api-key","***","accept","*/*"]'],
  ['{"body":"{\\"apiKey\\":\\"abcd1234\\"}"}', '{"body":"{\\"apiKey\\":\\"***\\"}"}'],
  ['https://deploytoken@git.example.com/x', 'https://***@git.example.com/x'],
  ['postgres://app:p@ss@db:5432/app', 'postgres://***@db:5432/app'],
  ['https://h/x?access_token=abcd1234&a=1', 'https://h/x?access_token=***&a=1'],
  [
    'https://h/x?X-Amz-Credential=abcd1234&X-Amz-Signature=abcd',
    'https://h/x?X-Amz-Credential=***&X-Amz-Signature=***',
  ],
  ['https://h/x?auth=abcd1234', 'https://h/x?auth=***'],
  ['redirect=https%3A%2F%2Fh%2F%3Ftoken%3Dabcd1234', 'redirect=https%3A%2F%2Fh%2F%3Ftoken%3D***'],
  ['{"client_secret":"abcd1234"}', '{"client_secret":"***"}'],
  ['{"token":"abcd1234"}', '{"token":"***"}'],
  [
    '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----',
    '-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----',
  ],
])('%s', (text, masked) => {
  expect(maskSecrets(text)).toBe(masked)
})

test('takes time in proportion to the text', () => {
  const texts = ['x-', 'authorization', '://', 'bearer ', 'token:', '\\', 'sk-', 'eyJ', '"', '-----BEGIN ']
  for (const text of texts) expect(maskSecrets(text.repeat(20_000)).length).toBeGreaterThan(0)
})

test.each([
  'The model gpt-5 does not exist',
  'at run (file:///app/src/agent.ts:12:5)',
  'fetch failed: connect ECONNREFUSED 127.0.0.1:4000',
  'secret sauce',
  'Cannot find package "@ai-sdk/openai"',
  'Unexpected token < in JSON at position 0',
  'usage: prompt_tokens=1200, completion_tokens: 3000',
  'keyboard: qwerty, monkey=banana',
  'contact admin@example.com at https://example.com/@user',
])('leaves %s as it is', (text) => {
  expect(maskSecrets(text)).toBe(text)
})
