import { expect, test } from 'vitest'
import { createScriptedAgent } from './scripted-agent.ts'

/** The reply of the agent to a message. */
async function answerTo(question: string, signal?: AbortSignal): Promise<string> {
  const messages = [{ id: 'm1', role: 'user', content: question }]
  const events = createScriptedAgent({ apiKey: 'sk-1234' }).run(
    { threadId: 't1', runId: 'r1', messages },
    signal && { signal },
  )
  let text = ''
  for await (const event of events as AsyncIterable<{ type: string; delta?: string }>)
    text += event.delta ?? ''
  return text
}

test.each([
  ['say hello there', 'hello there'],
  ['count to 3', '1 2 3 '],
  ['which key', 'I was given a key that ends in “1234”.'],
  ['what now?', expect.stringContaining('Say “say …”')],
])('follows the instruction: %s', async (question, answer) => {
  expect(await answerTo(question)).toEqual(answer)
})

test('a stopped run ends without waiting', async () => {
  expect(await answerTo('wait', AbortSignal.abort())).toBe('Waiting.')
})
