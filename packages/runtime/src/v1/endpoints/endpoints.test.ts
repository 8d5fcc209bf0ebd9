import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { hosts, inputOf, listen, PATH, run, said, send } from '../../../test/endpoint-client.ts'
import { startModel } from '../../../test/model-mock.ts'
import { CopilotRuntime, OpenAIAdapter } from '../../index.ts'

describe.each(Object.keys(hosts))('%s', (name) => {
  const host = hosts[name]
  if (host === undefined) throw new Error('There is no such host')

  test('serves the agent of a service adapter by envelopes', async () => {
    const model = await startModel('Hello from the model')
    const openai = new OpenAI({ apiKey: 'sk-test', baseURL: `${model.url}/v1` })
    const runtime = new CopilotRuntime()
    const serviceAdapter = new OpenAIAdapter({ openai })
    const url = `${await listen(host(() => ({ runtime, serviceAdapter })))}${PATH}`
    expect(await (await send(url, 'info')).json()).toMatchObject({
      agents: { default: { className: 'BuiltInAgent', description: '' } },
    })
    const events = await run(url, inputOf('Hi'))
    expect(said(events)).toBe('Hello from the model')
    expect(events.at(-1)?.type).toBe('RUN_FINISHED')
  })
})
