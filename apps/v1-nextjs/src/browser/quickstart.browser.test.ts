import { describeInBrowser, launchBrowser, PageWatch, sendMessage } from '@flightdeck/page-kit/browser'
import type { Browser, BrowserContext, Page, Request } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type GeminiMock, type GeminiPart, type GeminiRequest, startGeminiMock } from './gemini-mock.ts'
import { type RunningApp, startApp } from './start-app.ts'

const SUGGESTIONS = { suggestions: [{ title: 'Fly to Rome', message: 'Plan a flight to Rome' }] }

const call = (name: string, args: object): GeminiPart => ({ functionCall: { name, args } })

/** What the mock model answers: it calls the tool that a question is about, and then says what came of it. */
function answer({ question, result, tools }: GeminiRequest): GeminiPart {
  if (tools.includes('copilotkitSuggest')) return call('copilotkitSuggest', SUGGESTIONS)
  if (result !== undefined) return { text: `Done: ${result}` }
  if (question.includes('paint')) return call('setColour', { colour: 'teal' })
  if (question.includes('weather')) return call('showWeather', { city: 'Rome' })
  if (question.includes('book')) return call('bookTrip', { city: 'Lima' })
  if (question.includes('move')) return call('AGUISendStateSnapshot', { snapshot: '{"city":"Cairo"}' })
  return { text: `You said: ${question}` }
}

const watch = new PageWatch()
let model: GeminiMock
let app: RunningApp
let browser: Browser
let context: BrowserContext
let page: Page
/** The bodies of all requests of the page. */
let posted: string[]

/** The stock chat, its list of messages and its input each connect to the thread, all in one step. */
const CONNECTS = 3

/** Opens a page and waits until its chat is connected: what is sent before that is lost by the stock client. */
async function open(path: string): Promise<void> {
  context = await browser.newContext()
  watch.watch(context)
  page = await context.newPage()
  posted = []
  page.on('request', (request) => void posted.push(request.postData() ?? ''))
  let settled = 0
  const settle = (request: Request): void => {
    if (isConnect(request)) settled += 1
  }
  page.on('requestfinished', settle)
  // One that is replaced by the next may be aborted.
  page.on('requestfailed', settle)
  await page.goto(app.url + path)
  await expect.poll(() => settled, { timeout: 60_000 }).toBeGreaterThanOrEqual(CONNECTS)
  // The page is idle when it has handled the responses.
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
}

function isConnect(request: Request): boolean {
  return request.url().endsWith('/connect') || (request.postData() ?? '').includes('"agent/connect"')
}

function say(text: string): Promise<void> {
  return sendMessage(page, text, {
    accepting: '[data-testid=copilot-send-button][data-test-id=copilot-chat-ready]:enabled',
    accepted: '.copilotKitUserMessage',
  })
}

describeInBrowser('the quickstart of the older API', 120_000, () => {
  beforeAll(async () => {
    model = await startGeminiMock(answer)
    app = await startApp(model.url)
    watch.expectRequestsTo(app.url)
    browser = await launchBrowser()
  }, 120_000)

  afterEach(async () => {
    await context?.close()
    watch.check()
  })

  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    model?.close()
  })

  it('chats', async () => {
    await open('/')
    await page.getByText('How can I assist you today?').waitFor()
    await say('hello there')
    await page.getByText('You said: hello there').waitFor()
    await say('and again')
    await page.getByText('You said: and again').waitFor()
  })

  describe.each(['envelopes', 'paths'])('over %s', (transport) => {
    const requests: string[] = []

    it.each([
      [
        'useCopilotAction with a handler',
        async (): Promise<void> => {
          await say('please paint the page')
          await page.getByTestId('colour').getByText('teal').waitFor()
          await page.getByText('Done: ').getByText('The page is teal').waitFor()
        },
      ],
      [
        'useCopilotAction with render',
        async (): Promise<void> => {
          await say('how is the weather?')
          await page.getByTestId('weather').getByText('Rome complete Sunny in Rome').waitFor()
        },
      ],
      [
        'useCopilotAction with renderAndWaitForResponse',
        async (): Promise<void> => {
          await say('book a trip')
          await page.getByRole('button', { name: 'Book Lima' }).click()
          await page.getByTestId('booking').getByText('Lima complete').waitFor()
          await page.getByText('Done: ').getByText('The user agrees').waitFor()
        },
      ],
      [
        'useCoAgent',
        async (): Promise<void> => {
          await page.getByTestId('city').getByText('Oslo').waitFor()
          await say('move me')
          await page.getByTestId('city').getByText('Cairo').waitFor()
        },
      ],
      [
        'useCopilotReadable',
        async (): Promise<void> => {
          await say('what do you see?')
          await page.getByText('You said: what do you see?').waitFor()
          const asked = model.requests.findLast(({ question }) => question === 'what do you see?')
          expect(asked?.text).toContain('The colour of the page')
        },
      ],
      [
        'useCopilotChatSuggestions',
        async (): Promise<void> => {
          await page.goto(`${app.url}/suggestions?transport=${transport}&list=stock`)
          // Suggestions are made again and again, and two equal ones may be shown.
          await page.getByRole('button', { name: 'Fly to Rome' }).first().waitFor()
        },
      ],
      [
        'useCopilotChatSuggestions with an own list',
        async (): Promise<void> => {
          // Other pages suggest trips by other means, and their runs may end after the page is closed.
          const isForSuggestions = (text: string): boolean =>
            text.includes('"copilotkitSuggest"') && text.includes('by train')
          const before = model.requests.length
          await context.close()
          await open(`/suggestions?transport=${transport}`)
          await page.getByRole('button', { name: 'Fly to Rome' }).first().click()
          await page.getByText('You said: Plan a flight to Rome').waitFor()
          const suggested = model.requests.slice(before).filter(({ text }) => isForSuggestions(text)).length
          expect(suggested).toBeGreaterThan(0)
          // The browser reports its requests late.
          await expect
            .poll(() => posted.filter(isForSuggestions).length, { timeout: 30_000 })
            .toBeGreaterThanOrEqual(suggested)
        },
      ],
    ])('%s works', async (_name, act) => {
      await open(`/features?transport=${transport}`)
      page.on('request', (request) => requests.push(new URL(request.url()).pathname))
      await act()
    })

    it('was the transport', () => {
      const runs = requests.filter((path) => path.endsWith('/agent/default/run'))
      if (transport === 'paths') expect(runs.length).toBeGreaterThan(0)
      else expect([runs, requests.includes('/api/copilotkit')]).toEqual([[], true])
    })
  })
})
