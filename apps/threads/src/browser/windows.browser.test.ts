import { expect, it } from 'vitest'
import * as script from '../agent/script.ts'
import { COUNTED, describeInBrowser, PATIENT, say, untilLongerThan } from './threads-fixture.ts'
import { plain } from './threads-window.ts'

const LONG_ANSWER = plain(script.LONG_ANSWER)

describeInBrowser('two windows of one user', (fixture) => {
  it('show the same list after a change in either', async () => {
    const first = await fixture.open('Ada')
    const second = await fixture.openSecond(first)
    await say(first, 'One', script.toEcho(['One']))
    await expect.poll(() => second.titles(), PATIENT).toEqual(['One'])
    await second.act('One', 'Rename')
    await second.page.getByLabel('Chat name').fill('Renamed in window two')
    await second.page.keyboard.press('Enter')
    await expect.poll(() => first.titles(), PATIENT).toEqual(['Renamed in window two'])
    await expect.poll(() => first.title.textContent(), PATIENT).toBe('Renamed in window two')
    await second.act('Renamed in window two', 'Archive')
    await expect.poll(() => first.titles(), PATIENT).toEqual([])
    await first.button('Archive').click()
    await expect.poll(() => first.titles(), PATIENT).toEqual(['Renamed in window two'])
    await first.act('Renamed in window two', 'Delete')
    await first.button('Delete').click()
    await second.page.getByText('A new chat').waitFor()
    await expect.poll(() => second.title.textContent(), PATIENT).toBe('New chat')
    await first.page.getByText('A new chat').waitFor()
  })

  it('both show a running answer, and a message of the other window', async () => {
    const first = await fixture.open('Ada')
    const second = await fixture.openSecond(first)
    await first.write('Count until I stop you')
    await untilLongerThan(second, 200)
    expect(await second.questions()).toEqual(['Count until I stop you'])
    expect(await second.isRunning()).toBe(true)
    await first.stop()
    await second.write('Give me a long answer')
    for (const window of [first, second]) {
      await expect.poll(() => window.lastAnswer(), PATIENT).toBe(LONG_ANSWER)
      await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
      expect(await window.questions()).toEqual(['Count until I stop you', 'Give me a long answer'])
      expect(COUNTED.startsWith((await window.answers())[0] ?? '?')).toBe(true)
    }
  })

  it('continue a running answer after a reload, without loss or repetition', async () => {
    const window = await fixture.open('Ada')
    await window.write('Count until I stop you')
    const before = await untilLongerThan(window, 200)
    await window.reload()
    const after = await untilLongerThan(window, before.length + 100)
    expect(COUNTED.startsWith(after)).toBe(true)
    expect(await window.isRunning()).toBe(true)
    await window.stop()
    expect(COUNTED.startsWith(await untilLongerThan(window, after.length - 1))).toBe(true)
    expect(await window.questions()).toEqual(['Count until I stop you'])
  })

  it('can stop a run that the other started', async () => {
    const first = await fixture.open('Ada')
    const second = await fixture.openSecond(first)
    await first.write('Count until I stop you')
    await untilLongerThan(second, 200)
    await second.stop()
    await expect.poll(() => first.isRunning(), PATIENT).toBe(false)
    const partial = await first.lastAnswer()
    expect(COUNTED.startsWith(partial)).toBe(true)
    await expect.poll(() => second.lastAnswer(), PATIENT).toBe(partial)
    expect(await first.interrupted.count()).toBe(0)
    await say(first, 'Hello', script.toEcho(['Count until I stop you', 'Hello']))
  })

  it('both show an approval, and either can give it', async () => {
    const first = await fixture.open('Ada')
    const second = await fixture.openSecond(first)
    await first.write('Ask for my approval')
    await first.approval.waitFor()
    await second.approval.waitFor()
    await expect
      .poll(() => second.mark('Untitled chat').getAttribute('aria-label'), PATIENT)
      .toBe('waiting for approval')
    await second.approval.getByRole('button', { name: 'Approve' }).click()
    for (const window of [first, second]) {
      await expect.poll(() => window.lastAnswer(), PATIENT).toBe(plain(script.APPROVED))
      expect(await window.approval.count()).toBe(0)
    }
    await say(first, 'Thanks', script.toEcho(['Ask for my approval', 'Thanks']))
  })

  it('close the live list while they are hidden, and catch up when they are visible', async () => {
    const first = await fixture.open('Ada')
    const second = await fixture.openSecond(first)
    const look = (state: DocumentVisibilityState): Promise<void> =>
      second.page.evaluate((visibilityState) => {
        Object.defineProperty(document, 'visibilityState', { value: visibilityState, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, state)
    await look('hidden')
    await say(first, 'Said unseen', script.toEcho(['Said unseen']))
    await expect.poll(() => first.titles(), PATIENT).toEqual(['Said unseen'])
    expect([await second.titles(), await second.questions()]).toEqual([[], []])
    await look('visible')
    await expect.poll(() => second.titles(), PATIENT).toEqual(['Said unseen'])
    await expect.poll(() => second.questions(), PATIENT).toEqual(['Said unseen'])
    expect(await second.banner.count()).toBe(0)
  })

  it('are both signed out when one signs out', async () => {
    const first = await fixture.open('Ada')
    const second = await fixture.openSecond(first)
    await first.button('Sign out').click()
    await second.page.getByText('Sign in').waitFor()
    await first.signIn('Grace')
    await second.ready()
    expect(await second.page.getByTestId('user').textContent()).toBe('Grace')
  })
})
