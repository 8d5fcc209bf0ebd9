import { expect, it } from 'vitest'
import * as script from '../scripted/script.ts'
import { COUNTED, describeInBrowser, PATIENT, untilLongerThan } from './assistant-fixture.ts'
import { plain } from './chat-window.ts'

describeInBrowser('two windows on one thread', (fixture) => {
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
