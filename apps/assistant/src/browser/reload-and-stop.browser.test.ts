import { expect, it } from 'vitest'
import * as script from '../scripted/script.ts'
import { COUNTED, describeInBrowser, PATIENT, say, untilLongerThan } from './assistant-fixture.ts'
import { ChatWindow, plain } from './chat-window.ts'

describeInBrowser('a run that is reloaded, stopped, or waiting', (fixture) => {
  it('continues a running answer after a reload, without loss or repetition', async () => {
    const window = await fixture.open('scripted')
    await window.write('Count until I stop you')
    const before = await untilLongerThan(window, 300)
    await window.page.reload()
    const after = await untilLongerThan(window, before.length + 100)
    expect(COUNTED.startsWith(after)).toBe(true)
    expect(await window.isRunning()).toBe(true)
    await window.screenshot('reloaded')
    await window.stop()
    const [answer = '?'] = await window.answers()
    expect(COUNTED.startsWith(answer)).toBe(true)
    expect(await window.questions()).toEqual(['Count until I stop you'])
    await window.page.reload()
    await expect.poll(() => window.answers(), PATIENT).toEqual([answer])
  })

  it('shows a running answer in a second window', async () => {
    const first = await fixture.open('scripted')
    await first.write('Count until I stop you')
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
    await second.stop()
    const partial = await second.lastAnswer()
    expect(COUNTED.startsWith(partial)).toBe(true)
    await expect.poll(() => first.answers(), PATIENT).toEqual([partial])
  })

  it('stops, and keeps the partial answer, also after a reload', async () => {
    const window = await fixture.open('scripted')
    await window.write('Count until I stop you')
    await untilLongerThan(window, 300)
    await window.stop()
    const partial = await window.lastAnswer()
    expect(COUNTED.startsWith(partial)).toBe(true)
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
    await first.write('Count until I stop you')
    await untilLongerThan(second, 300)
    await second.stop()
    await expect.poll(() => first.isRunning(), PATIENT).toBe(false)
    const partial = await first.lastAnswer()
    expect(COUNTED.startsWith(partial)).toBe(true)
    await expect.poll(() => second.lastAnswer(), PATIENT).toBe(partial)
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
