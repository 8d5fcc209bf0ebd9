import { expect, it } from 'vitest'
import * as script from '../scripted/script.ts'
import { describeInBrowser, PATIENT, say, untilLongerThan } from './assistant-fixture.ts'
import { openWindow, plain } from './chat-window.ts'

const LONG_ANSWER = plain(script.LONG_ANSWER)
// The browser renders list markers as bullets, which are not text.
const MENU = plain(script.MENU.replaceAll(/^- /gm, ''))

describeInBrowser('the scripted agent', (fixture) => {
  it('shows a greeting and suggestions', async () => {
    const window = await fixture.open('scripted')
    await window.screenshot('welcome')
    await window.page.getByRole('button', { name: 'What can you do?' }).click()
    await expect.poll(() => window.lastAnswer(), PATIENT).toBe(MENU)
    await expect
      .poll(() => window.page.getByTestId('threads').getByRole('link').allInnerTexts(), PATIENT)
      .toEqual(['What can you do?'])
    await window.page.waitForTimeout(500)
    await window.screenshot('menu')
  })

  it('shows the tokens one by one', async () => {
    const window = await fixture.open('scripted')
    await window.write('Count until I stop you')
    const lengths = new Set<number>()
    await expect
      .poll(async () => {
        lengths.add((await window.lastAnswer()).length)
        return lengths.size
      }, PATIENT)
      .toBeGreaterThan(20)
    const sizes = [...lengths]
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b))
    await window.screenshot('streaming')
    await window.stop()
  })

  it('answers two messages in order, also if the second is sent during the first answer', async () => {
    const window = await fixture.open('scripted')
    await say(window, 'think', script.THOUGHT_ANSWER)
    await window.write('think again')
    await window.write('ask for approval')
    await window.page.getByTestId('waiting').getByText('ask for approval').waitFor()
    await window.approval.waitFor({ timeout: PATIENT.timeout })
    expect(await window.page.getByTestId('waiting').count()).toBe(0)
    const answers = [script.THOUGHT_ANSWER, script.THOUGHT_ANSWER, script.APPROVAL_INTRO].map(plain)
    await expect.poll(() => window.answers(), PATIENT).toEqual(answers)
    expect(await window.questions()).toEqual(['think', 'think again', 'ask for approval'])
  })

  it('shows reasoning separately from the answer', async () => {
    const window = await fixture.open('scripted')
    await window.write('Think before you answer')
    await window.page.getByText('Thinking…').waitFor()
    await window.page
      .getByText('ask: show the reasoning')
      .or(window.page.getByText('What would I say'))
      .waitFor()
    await window.screenshot('thinking')
    await window.page.getByText(/^Thought for/).waitFor()
    await expect.poll(() => window.lastAnswer(), PATIENT).toBe(plain(script.THOUGHT_ANSWER))
  })

  it('shows that a run failed, and can continue', async () => {
    const window = await fixture.open('scripted')
    await window.write('Show me an error')
    await window.notice.waitFor()
    expect(await window.notice.textContent()).not.toContain(script.ERROR_CAUSE)
    await window.screenshot('error')
    await say(window, 'think', script.THOUGHT_ANSWER)
    expect(await window.notice.count()).toBe(0)
  })

  it('lists threads, and opens each of them again', async () => {
    const window = await fixture.open('scripted')
    await say(window, 'think about lists', script.THOUGHT_ANSWER)
    await window.page.getByRole('button', { name: 'New chat', exact: true }).click()
    await expect.poll(() => window.answers(), PATIENT).toEqual([])
    await window.write('Give me a long answer')
    await untilLongerThan(window, 100)
    const titles = window.page.getByTestId('threads').getByRole('link')
    await expect
      .poll(async () => (await titles.allInnerTexts()).slice(0, 2), PATIENT)
      .toEqual(['Give me a long answer', 'think about lists'])
    await titles.nth(1).click()
    await expect.poll(() => window.answers(), PATIENT).toEqual([plain(script.THOUGHT_ANSWER)])
    await titles.nth(0).click()
    await expect.poll(() => window.answers(), PATIENT).toEqual([LONG_ANSWER])
    await window.threads.getByRole('listitem').first().hover()
    await window.page.getByRole('button', { name: 'Delete “Give me a long answer”' }).first().click()
    await window.threads.getByRole('button', { name: 'Delete', exact: true }).click()
    await expect.poll(() => window.answers(), PATIENT).toEqual([])
    await expect.poll(async () => (await titles.allInnerTexts())[0], PATIENT).toBe('think about lists')
  })

  it('shows a message if the URL has an agent that the server does not have', async () => {
    const { page } = await openWindow(fixture.context, `${fixture.app.url}/#thread=t&agent=unknown`)
    await page.getByTestId('missing-agent').getByText('unknown').waitFor()
    await page.getByRole('link', { name: 'Start a new chat' }).click()
    await page.getByTestId('copilot-suggestion').first().waitFor()
  })

  it('has no layout errors in dark mode and on a small screen', async () => {
    const window = await fixture.open('scripted')
    await window.page.emulateMedia({ colorScheme: 'dark' })
    await say(window, 'hello', script.MENU.replaceAll(/^- /gm, ''))
    expect(await window.page.locator('html').getAttribute('class')).toContain('dark')
    await window.screenshot('dark')
    await window.page.setViewportSize({ width: 390, height: 780 })
    await window.page.waitForTimeout(300)
    await window.screenshot('small-dark')
    await window.page.emulateMedia({ colorScheme: 'light' })
    await window.page.getByRole('button', { name: 'Show the list of chats' }).click()
    await window.page.waitForTimeout(300)
    await window.screenshot('small-list')
    const overflow = await window.page.evaluate(
      () => document.documentElement.scrollWidth - globalThis.innerWidth,
    )
    expect(overflow).toBeLessThanOrEqual(0)
  })
})
