import { expect, it } from 'vitest'
import { SECRET } from '../mock-model/scenes.ts'
import { COUNTED, describeInBrowser, PATIENT, untilLongerThan } from './assistant-fixture.ts'
import type { ChatWindow } from './chat-window.ts'

/** Sends a message once the thread is idle, and waits until the run has ended, or waits for an approval. */
async function ask(window: ChatWindow, text: string): Promise<void> {
  await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
  const asked = (await window.questions()).length
  await window.write(text)
  await expect.poll(async () => (await window.questions()).length, PATIENT).toBe(asked + 1)
  await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
}

/** The number of expenses shown on the page. */
async function count(window: ChatWindow): Promise<number> {
  return Number.parseInt((await window.page.getByTestId('book-count').textContent()) ?? '', 10)
}

describeInBrowser('the assistant', (fixture) => {
  it('shows that it is a mock model, and offers suggestions', async () => {
    const window = await fixture.open('default')
    await window.page.getByTestId('mock-model').getByText('OPENAI_API_KEY').waitFor()
    await expect.poll(() => window.page.getByTestId('model').textContent(), PATIENT).toBe('mock-model')
    await window.book.waitFor()
    await window.screenshot('assistant-welcome')
    await window.page.getByRole('button', { name: 'Last month' }).click()
    await expect.poll(() => window.lastAnswer(), PATIENT).toContain('The largest category is rent')
    expect(await window.calledTools()).toEqual(['sum_expenses'])
    expect(await window.page.getByTestId('tool-line').locator('summary').textContent()).toBe(
      'Added up expenses',
    )
    const cell = window.page.getByTestId('copilot-assistant-message').locator('td').first()
    expect(await cell.evaluate((element) => getComputedStyle(element).paddingLeft)).toBe('12px')
    await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
    await window.page.waitForTimeout(500)
    await window.screenshot('assistant-table')
  })

  it('has a conversation with a chart, a tool, an MCP tool, an approval and a declined approval', async () => {
    const window = await fixture.open('default')
    await window.book.waitFor()
    const before = await count(window)

    await ask(window, 'Draw my spending by month')
    await expect.poll(() => window.lastAnswer(), PATIENT).toContain('The highest value is')
    const drawing = window.chart.getByRole('img')
    expect(await drawing.getAttribute('aria-label')).toMatch(
      /^Spending by month, in EUR: (\S+ [\d,.]+(, )?){6}$/,
    )
    await expect.poll(() => window.chart.locator('circle').count(), PATIENT).toBe(6)
    await window.page.waitForTimeout(500)
    await window.screenshot('assistant-chart')

    await ask(window, 'How much was last month in dollars?')
    await expect
      .poll(() => window.lastAnswer(), PATIENT)
      .toMatch(/That is \$[\d,.]+, at the rate of [A-Z][a-z]{2} \d+/)
    expect(await window.calledTools()).toEqual(['sum_expenses', 'sum_expenses', 'convert_currency'])

    await ask(window, 'Add 12.50 for lunch')
    await window.approval.getByTestId('expense').getByText('Lunch').waitFor()
    expect(await window.approval.textContent()).toContain('€12.50')
    await expect.poll(() => count(window), PATIENT).toBe(before)
    await window.screenshot('assistant-approval')
    await window.approval.getByRole('button', { name: 'Approve' }).click()
    await expect
      .poll(() => window.lastAnswer(), PATIENT)
      .toContain('Added to your expenses: €12.50 for Lunch')
    await expect.poll(() => count(window), PATIENT).toBe(before + 1)

    await ask(window, 'Remove my last expense')
    await window.approval.getByTestId('expense').getByText('Lunch').waitFor()
    await window.approval.getByRole('button', { name: 'Decline' }).click()
    await expect.poll(() => window.lastAnswer(), PATIENT).toContain('Your expenses are unchanged')
    await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
    await expect.poll(() => count(window), PATIENT).toBe(before + 1)

    const said = await window.answers()
    await window.page.waitForTimeout(500)
    await window.screenshot('assistant-conversation')
    await window.page.reload()
    await expect.poll(() => window.answers(), PATIENT).toEqual(said)
    await expect.poll(() => window.chart.locator('circle').count(), PATIENT).toBe(6)
    expect(await window.approval.count()).toBe(0)
  })

  it('continues an answer after a reload in the middle', async () => {
    const window = await fixture.open('default')
    await window.write('Write a review of the last six months')
    const before = await untilLongerThan(window, 200)
    await window.page.reload()
    const after = await untilLongerThan(window, before.length + 50)
    expect(after.startsWith(before.slice(0, 150))).toBe(true)
    await expect.poll(() => window.lastAnswer(), PATIENT).toContain('to see its expenses.')
    await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
    expect(await window.calledTools()).toEqual(['sum_expenses', 'sum_expenses'])
    expect(await window.questions()).toHaveLength(1)
  })

  it('adds nothing while an approval is pending, also after a restart, and then adds one expense', async () => {
    const window = await fixture.open('default')
    await window.book.waitFor()
    const before = await count(window)
    await ask(window, 'Add 7.77 for a restart')
    await window.approval.waitFor()
    await fixture.app.kill('SIGKILL')
    await fixture.restart()
    await window.page.reload()
    await window.approval.getByTestId('expense').getByText('Restart').waitFor()
    await window.page.locator('li.current').getByRole('img', { name: 'Waiting for approval' }).waitFor()
    await expect.poll(() => count(window), PATIENT).toBe(before)
    await window.approval.getByRole('button', { name: 'Approve' }).click()
    await expect
      .poll(() => window.lastAnswer(), PATIENT)
      .toContain('Added to your expenses: €7.77 for Restart')
    await expect.poll(() => count(window), PATIENT).toBe(before + 1)
    await window.page.reload()
    await expect.poll(() => window.lastAnswer(), PATIENT).toContain('Added to your expenses')
    expect(await window.approval.count()).toBe(0)
    await expect.poll(() => count(window), PATIENT).toBe(before + 1)
    fixture.forgiveBreaks()
  })

  it('stops in the middle of an answer, keeps the text, and can continue', async () => {
    const window = await fixture.open('default')
    await window.write('Count until I stop you')
    await untilLongerThan(window, 150)
    await window.stop()
    const partial = await window.lastAnswer()
    expect(COUNTED.startsWith(partial)).toBe(true)
    await ask(window, 'How much did I spend on rent last month?')
    await expect.poll(() => window.lastAnswer(), PATIENT).toContain('€780.00 on rent')
    expect(await window.answers()).toContain(partial)
  })

  it('shows the kind of a provider error, and nothing of its text', async () => {
    const window = await fixture.open('default')
    await window.write('Show me an error')
    await window.notice.getByText('did not accept the key').waitFor()
    await window.notice.getByRole('button', { name: 'Retry' }).waitFor(PATIENT)
    expect(await window.page.getByText('did not accept the key').count()).toBe(1)
    expect(await window.page.getByRole('alert').count()).toBe(1)
    expect(await window.page.locator('body').textContent()).not.toContain(SECRET)
    await window.screenshot('assistant-error')
    await ask(window, 'Where did my money go last month?')
    await expect.poll(() => window.lastAnswer(), PATIENT).toContain('The largest category is rent')
  })

  it('has no layout errors in dark mode and on small screens', async () => {
    const window = await fixture.open('default')
    await window.page.emulateMedia({ colorScheme: 'dark' })
    await window.page.setViewportSize({ width: 360, height: 740 })
    await window.page.waitForTimeout(500)
    await window.screenshot('assistant-small-welcome')
    await ask(window, 'Draw a chart by category')
    await expect.poll(() => window.lastAnswer(), PATIENT).toContain('The highest value is rent')
    await ask(window, 'Add 12.50 for lunch')
    await window.approval.waitFor()
    await window.page.waitForTimeout(500)
    await window.screenshot('assistant-small-dark')
    await window.chart.scrollIntoViewIfNeeded()
    await window.screenshot('assistant-small-chart')
    const overflow = await window.page.evaluate(
      () => document.documentElement.scrollWidth - globalThis.innerWidth,
    )
    expect(overflow).toBeLessThanOrEqual(0)
    await window.approval.getByRole('button', { name: 'Decline' }).click()
    await expect.poll(() => window.lastAnswer(), PATIENT).toContain('Your expenses are unchanged')
  })
})
