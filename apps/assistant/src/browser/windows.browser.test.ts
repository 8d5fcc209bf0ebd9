import { expect, it } from 'vitest'
import * as script from '../scripted/script.ts'
import { COUNTED, describeInBrowser, PATIENT, say, untilLongerThan } from './assistant-fixture.ts'
import { plain } from './chat-window.ts'

describeInBrowser('the page and its windows', (fixture) => {
  it('opens with what Flightdeck is, the guided tour first and the assistant second', async () => {
    const { page } = await fixture.openAt(fixture.app.url)
    await page.getByRole('heading', { name: 'Welcome to Flightdeck' }).waitFor()
    await page.getByText('a server for AI agents that you run yourself').waitFor()
    const tour = await page.getByTestId('copilot-suggestion').allInnerTexts()
    expect(tour.slice(0, 6)).toEqual([
      expect.stringMatching(/^1\. .*plan.*state/i),
      expect.stringMatching(/^2\. .*reasoning/i),
      expect.stringMatching(/^3\. .*tool in this page/i),
      expect.stringMatching(/^4\. .*approval/i),
      expect.stringMatching(/^5\. .*error/i),
      expect.stringMatching(/^6\. .*long answer to reload and stop/i),
    ])
    expect(await page.getByLabel('Agent').locator('option').allInnerTexts()).toEqual([
      'Guided tour',
      'Expense assistant',
    ])
    await page.getByRole('link', { name: 'Expense assistant' }).click()
    await page.getByRole('heading', { name: 'Expense assistant' }).waitFor()
    await page.getByRole('link', { name: 'Back to the guided tour' }).click()
    await page.getByRole('heading', { name: 'Welcome to Flightdeck' }).waitFor()
  })

  it('keeps the chat in the middle, with and without a panel, and its input low on a phone', async () => {
    const { page } = await fixture.open('default')
    await page.getByTestId('book').waitFor()
    /** How far the middle of the input is from the middle of the area beside the list. */
    const offset = () =>
      page.evaluate(() => {
        const middle = (selector: string) => {
          const { left, width } = document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect()
          return left + width / 2
        }
        return Math.abs(middle('[data-testid=copilot-chat-input]') - middle('.main'))
      })
    for (const width of [1280, 1440, 1800]) {
      await page.setViewportSize({ width, height: 820 })
      await expect.poll(offset, PATIENT).toBeLessThan(2)
    }
    await page.setViewportSize({ width: 390, height: 780 })
    const height = async () => (await page.getByTestId('copilot-chat-input').boundingBox())?.height
    await expect.poll(height, PATIENT).toBeLessThan(80)
    await page.setViewportSize({ width: 1280, height: 820 })
  })

  it('has a name for every control', async () => {
    const window = await fixture.open('scripted')
    await say(window, 'think', script.THOUGHT_ANSWER)
    const controls = window.page.locator('button, a[href], select, textarea, input:not([type=file])')
    expect(await controls.count()).toBeGreaterThan(8)
    const nameless: string[] = []
    for (const control of await controls.all()) {
      const snapshot = await control.ariaSnapshot()
      if (snapshot !== '' && !/^- \S+ "[^"]+"/.test(snapshot)) nameless.push(snapshot)
    }
    expect(nameless).toEqual([])
  })

  it('names a chat at once, with its day, and asks before it deletes one', async () => {
    const window = await fixture.open('scripted')
    await window.page.evaluate(() => {
      const seen = new Set<string>()
      Object.assign(globalThis, { seen })
      new MutationObserver(() => {
        for (const link of document.querySelectorAll('[data-testid=threads] a')) seen.add(link.textContent)
      }).observe(document.body, { childList: true, subtree: true, characterData: true })
    })
    await say(window, 'think about names', script.THOUGHT_ANSWER)
    const entry = window.threads.getByRole('listitem').filter({ hasText: 'think about names' })
    await entry.getByText('Today').waitFor(PATIENT)
    const seen = await window.page.evaluate(() => [...(globalThis as unknown as { seen: Set<string> }).seen])
    expect(seen).toContain('think about names')
    expect(seen).not.toContain('New chat')
    const button = entry.getByRole('button', { name: 'Delete “think about names”' })
    await entry.hover()
    await button.click()
    await entry.getByRole('button', { name: 'Keep' }).click()
    await entry.hover()
    await button.click()
    await entry.getByRole('button', { name: 'Delete', exact: true }).click()
    await expect.poll(() => entry.count(), PATIENT).toBe(0)
    await expect.poll(() => window.answers(), PATIENT).toEqual([])
  })

  it('does not send a queued message that is cancelled, or whose run is stopped', async () => {
    const window = await fixture.open('scripted')
    await window.write('Count until I stop you')
    await untilLongerThan(window, 50)
    await window.write('think of something')
    await window.waiting.getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => window.waiting.count(), PATIENT).toBe(0)
    await expect.poll(() => window.draft(), PATIENT).toBe('think of something')
    await window.write('think of something else')
    await window.waiting.waitFor(PATIENT)
    await window.stop()
    await window.ending.waitFor(PATIENT)
    await expect.poll(() => window.draft(), PATIENT).toBe('think of something else')
    expect(await window.waiting.count()).toBe(0)
    // The next message is the first one that the server gets after the stop.
    await say(window, 'What can you do?', script.MENU.replaceAll(/^- /gm, ''))
    expect(await window.questions()).toEqual(['Count until I stop you', 'What can you do?'])
  })

  it('shows an answer in an idle window when another window starts it', async () => {
    const first = await fixture.open('scripted')
    const second = await fixture.openSecond(first)
    await first.write('Count until I stop you')
    expect(COUNTED.startsWith(await untilLongerThan(second, 300))).toBe(true)
    expect(await second.isRunning()).toBe(true)
    expect(await second.questions()).toEqual(['Count until I stop you'])
    await first.stop()
    await expect.poll(() => second.isRunning(), PATIENT).toBe(false)
    // The same in the other direction, on a thread that both windows show.
    await second.write('think')
    for (const window of [first, second]) {
      await expect.poll(() => window.lastAnswer(), PATIENT).toBe(plain(script.THOUGHT_ANSWER))
    }
  })

  it('shows the shared state and the step, in both windows and after a reload', async () => {
    const first = await fixture.open('scripted')
    const second = await fixture.openSecond(first)
    await first.write('Make a plan')
    const step = first.page.getByTestId('step')
    await step.getByText('Step: Check the weather').waitFor()
    await first.screenshot('plan')
    for (const window of [first, second]) await window.plan.getByText('4 of 4').waitFor()
    await expect.poll(() => first.lastAnswer(), PATIENT).toBe(plain(script.PLAN_DONE))
    await first.page.reload()
    await first.plan.getByText('4 of 4').waitFor()
  })

  it('runs a frontend tool once, and both windows show how the agent continues', async () => {
    const first = await fixture.open('scripted')
    const second = await fixture.openSecond(first)
    await first.write('Make it teal')
    const done = plain(script.COLOUR_DONE('The accent colour is now teal'))
    for (const window of [first, second]) {
      await expect.poll(() => window.lastAnswer(), PATIENT).toBe(done)
      await expect.poll(() => window.page.locator('html').getAttribute('data-accent'), PATIENT).toBe('teal')
      expect(await window.page.getByTestId('tool-card').count()).toBe(1)
    }
    await first.screenshot('tool')
    await first.write('Make it violet')
    const again = plain(script.COLOUR_DONE('The accent colour is now violet'))
    await expect.poll(() => first.lastAnswer(), PATIENT).toBe(again)
  })
})
