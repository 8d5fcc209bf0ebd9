import { expect, it } from 'vitest'
import * as script from '../scripted/script.ts'
import { describeInBrowser, PATIENT, say, untilLongerThan } from './assistant-fixture.ts'
import { ChatWindow, plain } from './chat-window.ts'

const LONG_ANSWER = plain(script.LONG_ANSWER)

describeInBrowser('two windows on one thread', (fixture) => {
  it('continues a running answer after a reload, without loss or repetition', async () => {
    const window = await fixture.open('scripted')
    await window.write('Give me a long answer')
    const before = await untilLongerThan(window, 300)
    await window.page.reload()
    const after = await untilLongerThan(window, before.length + 100)
    expect(LONG_ANSWER.startsWith(after)).toBe(true)
    expect(await window.isRunning()).toBe(true)
    await window.screenshot('reloaded')
    await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
    expect(await window.answers()).toEqual([LONG_ANSWER])
    expect(await window.questions()).toEqual(['Give me a long answer'])
    await window.page.reload()
    await expect.poll(() => window.answers(), PATIENT).toEqual([LONG_ANSWER])
  })

  it('shows a running answer in a second window', async () => {
    const first = await fixture.open('scripted')
    await first.write('Give me a long answer')
    await untilLongerThan(first, 200)
    const [popup] = await Promise.all([
      fixture.context.waitForEvent('page'),
      first.page.getByRole('link', { name: 'Open in new window' }).click(),
    ])
    const second = new ChatWindow(popup)
    await untilLongerThan(second, 500)
    expect(await first.isRunning()).toBe(true)
    expect(await second.isRunning()).toBe(true)
    await second.screenshot('second-window')
    for (const window of [first, second]) {
      await expect.poll(() => window.answers(), PATIENT).toEqual([LONG_ANSWER])
    }
  })

  it('shows an answer in an idle window when another window starts it', async () => {
    const first = await fixture.open('scripted')
    const second = await fixture.openSecond(first)
    await first.write('Give me a long answer')
    await untilLongerThan(second, 300)
    expect(await second.isRunning()).toBe(true)
    expect(await second.questions()).toEqual(['Give me a long answer'])
    await expect.poll(() => second.answers(), PATIENT).toEqual([LONG_ANSWER])
    // The same in the other direction, on a thread that both windows show.
    await second.write('think')
    for (const window of [first, second]) {
      await expect.poll(() => window.lastAnswer(), PATIENT).toBe(plain(script.THOUGHT_ANSWER))
    }
  })

  it('stops, and keeps the partial answer, also after a reload', async () => {
    const window = await fixture.open('scripted')
    await window.write('Give me a long answer')
    await untilLongerThan(window, 300)
    await window.stop()
    await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
    const partial = await window.lastAnswer()
    expect(LONG_ANSWER.startsWith(partial)).toBe(true)
    expect(partial.length).toBeLessThan(LONG_ANSWER.length)
    expect(await window.notice.count()).toBe(0)
    await window.screenshot('stopped')
    await window.page.reload()
    await expect.poll(() => window.lastAnswer(), PATIENT).toBe(partial)
    await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
    await say(window, 'think', script.THOUGHT_ANSWER)
    expect((await window.answers())[0]).toBe(partial)
  })

  it('can be stopped from the other window', async () => {
    const first = await fixture.open('scripted')
    const second = await fixture.openSecond(first)
    await first.write('Give me a long answer')
    await untilLongerThan(second, 300)
    await second.stop()
    for (const window of [first, second]) await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
    const partial = await first.lastAnswer()
    expect(partial.length).toBeLessThan(LONG_ANSWER.length)
    expect(await second.lastAnswer()).toBe(partial)
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
    await first.page.waitForTimeout(500)
    await first.screenshot('tool')
    await first.write('Make it violet')
    const again = plain(script.COLOUR_DONE('The accent colour is now violet'))
    await expect.poll(() => first.lastAnswer(), PATIENT).toBe(again)
  })

  it('waits for an approval, also after a reload, and passes it to the agent', async () => {
    const window = await fixture.open('scripted')
    await window.write('Ask for my approval')
    await window.approval.waitFor()
    await window.screenshot('approval')
    await window.page.reload()
    await window.approval.getByRole('button', { name: 'Approve' }).click()
    await expect.poll(() => window.lastAnswer(), PATIENT).toBe(plain(script.APPROVED))
    expect(await window.approval.count()).toBe(0)
    await window.write('Ask for my approval')
    await window.approval.getByRole('button', { name: 'Decline' }).click()
    await expect.poll(() => window.lastAnswer(), PATIENT).toBe(plain(script.DECLINED))
    await say(window, 'think', script.THOUGHT_ANSWER)
  })

  it('opens another thread while one waits for an approval, which another window can give', async () => {
    const first = await fixture.open('scripted')
    await first.write('Ask for my approval')
    await first.approval.waitFor()
    const second = await fixture.openSecond(first)
    await second.approval.waitFor()
    await first.page.getByRole('button', { name: 'New chat', exact: true }).click()
    await say(first, 'think', script.THOUGHT_ANSWER)
    await first.page.goBack()
    await first.approval.waitFor()
    await second.approval.getByRole('button', { name: 'Approve' }).click()
    await expect.poll(() => first.lastAnswer(), PATIENT).toBe(plain(script.APPROVED))
    expect(await first.approval.count()).toBe(0)
  })
})
