import { readRunInput } from '@flightdeck/run-engine/internal'
import { bench, describe } from 'vitest'
import { defaultBodyLimits, readJson } from './read-body.ts'

/** Characters of each body, just below the limit of 10 MiB. */
const SIZE = 9_900_000
const options = { iterations: 3, warmupIterations: 1, time: 0, warmupTime: 0 }

/** A JSON list of as many items as fit. */
function list(item: (index: number) => string): string {
  const items: string[] = []
  for (let index = 0, size = 0; size < SIZE; index += 1) {
    items.push(item(index))
    size += (items[index] as string).length + 1
  }
  return `[${items.join(',')}]`
}

function bodyWith(members: string): string {
  return `{"threadId":"t","runId":"r","messages":[],"tools":[],"context":[],${members}}`
}

const messageOf = (members: string): string => bodyWith(`"messages":[{"id":"a",${members}}]`)

const bodies = {
  'one long text': messageOf(`"role":"user","content":"${'x'.repeat(SIZE)}"`),
  'a text of quotes': messageOf(`"role":"user","content":"${'\\"'.repeat(SIZE / 2)}"`),
  'small messages': bodyWith(
    `"messages":${list((index) => `{"id":"${index}","role":"user","content":"a"}`)}`,
  ),
  'small parts of one message': messageOf(
    `"role":"user","content":${list(() => '{"type":"text","text":""}')}`,
  ),
  'parts of 0.x clients': messageOf(
    `"role":"user","content":${list(() => '{"type":"binary","mimeType":"a/b","url":"u"}')}`,
  ),
  'tool calls of one message': messageOf(
    `"role":"assistant","toolCalls":${list((index) => `{"id":"${index}","type":"function","function":{"name":"f","arguments":""}}`)}`,
  ),
  'tools without a description': bodyWith(`"tools":${list(() => '{"name":"a"}')}`),
  'empty lists': bodyWith(`"state":${list(() => '[]')}`),
  'one wide object': bodyWith(`"state":{${list((index) => `"k${index}":0`).slice(1, -1)}}`),
  'a `__proto__` key and empty lists': bodyWith(`"state":{"__proto__":1,"list":${list(() => '[]')}}`),
  '`__proto__` keys': bodyWith(`"state":${list(() => '{"__proto__":1}')}`),
  '`constructor` keys with a `prototype`': bodyWith(
    `"state":${list(() => '{"constructor":{"prototype":1}}')}`,
  ),
}

async function read(text: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const request = new Request('http://localhost/', { method: 'POST', headers, body: text })
  const reading = readRunInput(await readJson(request, defaultBodyLimits))
  if (!reading.ok) throw new Error('The body is not a run input')
}

for (const [name, text] of Object.entries(bodies)) {
  describe(`a body of 9.9 MB, ${name}: reading it costs at most 10 times JSON.parse`, () => {
    bench('JSON.parse', () => void JSON.parse(text), options)
    bench('the whole reading', () => read(text), options)
  })
}
