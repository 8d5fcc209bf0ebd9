import { describe, expect, test } from 'vitest'
import { type Logger, silentLogger } from '../logging/logger.ts'
import { composeHooks } from './compose-hooks.ts'
import type { CopilotRuntimeHooks, HookContext } from './hooks.ts'

const context: HookContext = { request: new Request('http://localhost/a'), path: '/a', runtime: undefined }
const route = { method: 'info' } as const

function recorder(): { logger: Logger; entries: string[] } {
  const entries: string[] = []
  const record = (message: string): void => void entries.push(message)
  return { logger: { ...silentLogger, warn: record, error: record }, entries }
}

describe('composeHooks', () => {
  test('each hook receives what the previous one returned, in the order of the sets', async () => {
    const seen: string[] = []
    const replacing = (url: string): CopilotRuntimeHooks => ({
      onRequest: ({ request }) => {
        seen.push(request.url)
        return new Request(url)
      },
      onResponse: async ({ response }) => new Response(`${await response.text()}${url}`),
    })
    const hooks = composeHooks([replacing('http://b/'), undefined, replacing('http://c/')], silentLogger)
    expect((await hooks.onRequest(context)).url).toBe('http://c/')
    expect(seen).toEqual(['http://localhost/a', 'http://b/'])
    const response = await hooks.onResponse({ ...context, route, response: new Response('a') })
    expect(await response.text()).toBe('ahttp://b/http://c/')
  })

  test('hooks that return nothing change nothing', async () => {
    const hooks = composeHooks([{ onRequest: () => {}, onBeforeHandler: async () => {} }, {}], silentLogger)
    expect(await hooks.onRequest(context)).toBe(context.request)
    expect(await hooks.onBeforeHandler({ ...context, route })).toBe(context.request)
  })

  test('a Response that is returned where it had to be thrown is ignored and logged once', async () => {
    const { logger, entries } = recorder()
    const mistaken: object = { onRequest: () => new Response('no', { status: 401 }) }
    const hooks = composeHooks([mistaken], logger)
    expect(await hooks.onRequest(context)).toBe(context.request)
    await hooks.onRequest(context)
    expect(entries).toEqual([
      'The return value of the hook onRequest is ignored; to respond with a Response, throw it',
    ])
  })

  test('a request of another implementation of fetch is taken', async () => {
    const foreign: object = {
      url: 'http://b/',
      method: 'GET',
      headers: new Headers(),
      body: null,
      clone: () => foreign,
    }
    const hooks = composeHooks(
      [{ onRequest: () => Object.assign(Object.create(null), foreign) }],
      silentLogger,
    )
    expect((await hooks.onRequest(context)).url).toBe('http://b/')
  })

  test('onError: all are called even if one fails, and the last response wins', async () => {
    const { logger, entries } = recorder()
    const first = new Response('first')
    const last = new Response('last')
    const hooks = composeHooks(
      [
        { onError: () => first },
        {
          onError: () => {
            throw new Error('broken hook')
          },
        },
        { onError: () => last },
        { onError: () => {} },
      ],
      logger,
    )
    expect(await hooks.onError({ ...context, error: new Error('x') })).toBe(last)
    expect(entries).toEqual(['The hook onError failed'])
  })

  test('an unknown hook and one that is no function are refused', () => {
    const misspelt: object = { onRequests: () => {} }
    expect(() => composeHooks([misspelt], silentLogger)).toThrow("Unknown hook 'onRequests'")
    const text: object = { onRequest: 'https://example.com/hook' }
    expect(() => composeHooks([text], silentLogger)).toThrow('onRequest must be a function')
  })
})
