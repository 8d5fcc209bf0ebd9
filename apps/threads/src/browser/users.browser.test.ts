import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import * as script from '../agent/script.ts'
import { signInTo, toRun } from './api-client.ts'
import { describeInBrowser, PATIENT, say, untilLongerThan } from './threads-fixture.ts'
import type { ThreadsWindow } from './threads-window.ts'

/** Every route with a thread id, as method and path, with `ID` for the thread. */
const THREAD_ROUTES = [
  ['GET', '/threads/ID'],
  ['PATCH', '/threads/ID'],
  ['DELETE', '/threads/ID'],
  ['POST', '/threads/ID/archive'],
  ['GET', '/threads/ID/messages'],
  ['GET', '/threads/ID/events'],
  ['GET', '/threads/ID/state'],
  ['GET', '/threads/ID/runs'],
  ['GET', '/threads/ID/interrupts'],
  ['GET', '/threads/ID/export'],
  ['POST', '/agent/default/connect'],
  ['GET', '/agent/default/connect?threadId=ID'],
  ['POST', '/agent/default/stop/ID'],
] as const

interface RouteResponse {
  status: number
  text: string
}

/** The response of a route in a window of the page, with the cookie of its user. */
async function ask(
  window: ThreadsWindow,
  method: string,
  path: string,
  threadId: string,
): Promise<RouteResponse> {
  const body = JSON.stringify({
    threadId,
    runId: 'a-run',
    name: 'Taken',
    messages: [],
    tools: [],
    context: [],
  })
  const url = `/api/copilotkit${path.replace('ID', threadId)}`
  const answer = await window.page.evaluate(
    async (request) => {
      const isSilent = request.method === 'GET'
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(request.url, {
        method: request.method,
        ...(isSilent ? {} : { headers, body: request.body }),
      })
      return { status: response.status, text: await response.text() }
    },
    { method, url, body },
  )
  return { ...answer, text: answer.text.replaceAll(threadId, 'ID') }
}

function threadIdOf(window: ThreadsWindow): string {
  return new URLSearchParams(new URL(window.page.url()).hash.slice(1)).get('thread') ?? ''
}

describeInBrowser('two users', (fixture) => {
  it('have separate lists, and see nothing at a URL of the other', async () => {
    const ada = await fixture.open('Ada')
    const grace = await fixture.open('Grace')
    await say(ada, 'A secret of mine', script.toEcho(['A secret of mine']))
    await expect.poll(() => ada.titles(), PATIENT).toEqual(['A secret of mine'])
    await grace.page.goto(ada.page.url())
    await grace.reload()
    await grace.page.getByText('A new chat').waitFor()
    expect([await grace.titles(), await grace.questions(), await grace.answers()]).toEqual([[], [], []])
    // The same id creates a separate thread for each user.
    await say(grace, 'Hello', script.toEcho(['Hello']))
    await expect.poll(() => grace.titles(), PATIENT).toEqual(['Hello'])
    await ada.reload()
    await expect.poll(() => ada.questions(), PATIENT).toEqual(['A secret of mine'])
    expect(await ada.titles()).toEqual(['A secret of mine'])
    await grace.act('Hello', 'Delete')
    await grace.button('Delete').click()
    await expect.poll(() => grace.titles(), PATIENT).toEqual([])
    expect(await ada.titles()).toEqual(['A secret of mine'])
  })

  it.each(THREAD_ROUTES)(
    'get the same response from %s %s for a thread of the other as for an unknown thread',
    async (method, path) => {
      const ada = await signInTo(fixture.server.url, 'ada')
      await (await ada('/agent/default/run', toRun('adas', 'A secret of mine'))).text()
      const grace = await fixture.open('Grace')
      const answer = await ask(grace, method, path, 'adas')
      expect(answer).toEqual(await ask(grace, method, path, 'nobodys'))
      expect(answer.text).not.toContain('secret')
      expect(await (await ada('/threads/adas')).json()).toMatchObject({
        name: 'A secret of mine',
        archived: false,
      })
    },
  )

  it('are not visible to each other in lists, live lists and clears', async () => {
    const ada = await fixture.open('Ada')
    const grace = await fixture.open('Grace')
    await grace.page.evaluate(() => {
      const frames: string[] = []
      Object.assign(globalThis, { heard: frames })
      const source = new EventSource('/api/copilotkit/threads/subscribe')
      source.onmessage = ({ data }) => frames.push(data)
      return new Promise((resolve) => {
        source.onopen = resolve
      })
    })
    await say(ada, 'A secret of mine', script.toEcho(['A secret of mine']))
    await expect.poll(() => ada.titles(), PATIENT).toEqual(['A secret of mine'])
    const cleared = await ask(grace, 'POST', '/threads/clear', 'none')
    expect(cleared.status).toBe(204)
    const { text } = await ask(grace, 'GET', '/threads?includeArchived=true', 'none')
    expect(JSON.parse(text)).toMatchObject({ threads: [] })
    // A change of her own arrives, and everything before it would have arrived as well.
    await say(grace, 'Hello', script.toEcho(['Hello']))
    const frames = (): Promise<string[]> => grace.page.evaluate(() => Reflect.get(globalThis, 'heard'))
    await expect.poll(async () => (await frames()).join(), PATIENT).toContain('"name":"Hello"')
    expect((await frames()).join()).not.toContain(threadIdOf(ada))
    await ada.reload()
    await expect.poll(() => ada.titles(), PATIENT).toEqual(['A secret of mine'])
  })

  it('cannot stop or follow a run of the other', async () => {
    const ada = await fixture.open('Ada')
    const grace = await fixture.open('Grace')
    await ada.write('Count until I stop you')
    await untilLongerThan(ada, 100)
    const threadId = threadIdOf(ada)
    await ask(grace, 'POST', '/agent/default/stop/ID', threadId)
    const followed = await ask(grace, 'POST', '/agent/default/connect', threadId)
    expect(followed.text).not.toContain('Count until')
    const before = await ada.lastAnswer()
    await untilLongerThan(ada, before.length + 50)
    expect(await ada.isRunning()).toBe(true)
  })

  it('are protected from requests of pages that another local server serves', async () => {
    const ada = await fixture.open('Ada')
    await say(ada, 'Mine', script.toEcho(['Mine']))
    const stranger = createServer((_request, response) => response.end('<!doctype html>')).listen(
      0,
      '127.0.0.1',
    )
    await once(stranger, 'listening')
    onTestFinished(() => void stranger.close())
    const page = await ada.page.context().newPage()
    const { port } = stranger.address() as AddressInfo
    fixture.expectRequestsTo(`http://127.0.0.1:${port}`)
    await page.goto(`http://127.0.0.1:${port}`)
    await page.evaluate(async (url) => {
      const init: RequestInit = { method: 'POST', mode: 'no-cors', credentials: 'include' }
      await fetch(`${url}/api/copilotkit/threads/clear`, init)
    }, fixture.server.url)
    await ada.reload()
    expect(await ada.titles()).toEqual(['Mine'])
  })

  it('see the sign-in page before they sign in and after they sign out', async () => {
    const window = await fixture.openDoor()
    await window.page.getByText('Sign in').waitFor()
    await window.screenshot('sign-in')
    for (const [method, path] of [
      ['GET', '/threads'],
      ['GET', '/threads/subscribe'],
      ...THREAD_ROUTES,
    ] as const) {
      expect([path, (await ask(window, method, path, 'any')).status]).toEqual([path, 401])
    }
    await window.signIn('Ada')
    await say(window, 'Hello', script.toEcho(['Hello']))
    await window.button('Sign out').click()
    await window.page.getByText('Sign in').waitFor()
    expect((await ask(window, 'GET', '/threads', 'any')).status).toBe(401)
    await window.signIn('Grace')
    expect(await window.titles()).toEqual([])
    expect(await window.questions()).toEqual([])
  })
})
