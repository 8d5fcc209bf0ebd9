import { expect, it } from 'vitest'
import * as script from '../agent/script.ts'
import { COUNTED, describeInBrowser, PATIENT, say, untilLongerThan } from './threads-fixture.ts'
import { plain } from './threads-window.ts'

describeInBrowser('a server that stops', (fixture) => {
  it('keeps threads, names, messages and sessions across a restart', async () => {
    const window = await fixture.open('Ada')
    await say(window, 'Hello', script.toEcho(['Hello']))
    await expect.poll(() => window.titles(), PATIENT).toEqual(['Hello'])
    await window.act('Hello', 'Rename')
    await window.page.getByLabel('Chat name').fill('To be kept')
    await window.page.keyboard.press('Enter')
    await window.button('New chat').click()
    await say(window, 'Second', script.toEcho(['Second']))
    await expect.poll(() => window.titles(), PATIENT).toEqual(['Second', 'To be kept'])
    await window.act('Second', 'Archive')
    await expect.poll(() => window.titles(), PATIENT).toEqual(['To be kept'])

    expect(await fixture.server.end('SIGTERM')).toBe(0)
    await window.banner.getByText('cannot be reached').waitFor()
    await window.reconnect(() => fixture.server.start())
    expect(await window.questions()).toEqual(['Second'])

    await window.reload()
    expect(await window.titles()).toEqual(['To be kept'])
    await window.show('To be kept')
    await expect.poll(() => window.questions(), PATIENT).toEqual(['Hello'])
    expect(await window.answers()).toEqual([plain(script.toEcho(['Hello']))])
    await say(window, 'Go on', script.toEcho(['Hello', 'Go on']))
    await window.button('Archive').click()
    await expect.poll(() => window.titles(), PATIENT).toEqual(['Second'])
    fixture.forgiveBreaks()
  })

  it('keeps the partial answer of a run that could not finish', async () => {
    const window = await fixture.open('Ada')
    await window.write('Count until I stop you')
    const before = await untilLongerThan(window, 100)
    expect(await fixture.server.end('SIGTERM')).toBe(0)
    await window.reconnect(() => fixture.server.start())
    await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
    await window.reload()
    const after = await untilLongerThan(window, before.length - 1)
    expect(COUNTED.startsWith(after)).toBe(true)
    await window.interrupted.waitFor()
    await say(window, 'Go on', script.toEcho(['Count until I stop you', 'Go on']))
    fixture.forgiveBreaks()
  })

  it('keeps a partial answer after a kill, marked as interrupted, on a thread that accepts the next message', async () => {
    const window = await fixture.open('Ada')
    await window.write('Count until I stop you')
    const before = await untilLongerThan(window, 200)
    await fixture.server.end('SIGKILL')
    await window.banner.getByText('cannot be reached').waitFor()
    await fixture.server.start()
    await window.interrupted.getByText('This answer was interrupted').waitFor()
    await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
    await expect
      .poll(() => window.mark('Untitled chat').getAttribute('aria-label'), PATIENT)
      .toBe('interrupted')
    await window.screenshot('interrupted')
    const shown = await window.lastAnswer()
    expect(COUNTED.startsWith(shown)).toBe(true)

    await window.reload()
    await window.interrupted.waitFor()
    await expect.poll(async () => (await window.answers()).length, PATIENT).toBe(1)
    const kept = await window.lastAnswer()
    // The browser may be ahead of the file by the events of one flush.
    expect(shown.startsWith(kept)).toBe(true)
    expect(kept.length).toBeGreaterThan(before.length / 2)
    expect(await window.questions()).toEqual(['Count until I stop you'])
    expect(await window.isRunning()).toBe(false)

    await say(window, 'Go on', script.toEcho(['Count until I stop you', 'Go on']))
    expect(await window.answers()).toEqual([kept, plain(script.toEcho(['Count until I stop you', 'Go on']))])
    await expect.poll(() => window.interrupted.count(), PATIENT).toBe(0)
    await window.reload()
    await expect.poll(async () => (await window.answers())[0], PATIENT).toBe(kept)
    fixture.forgiveBreaks()
  })

  it('ends runs without readers after a kill', async () => {
    const window = await fixture.open('Ada')
    await say(window, 'Recipes', script.toEcho(['Recipes']))
    await expect.poll(() => window.titles(), PATIENT).toEqual(['Recipes'])
    await window.button('New chat').click()
    await window.write('Count until I stop you')
    await untilLongerThan(window, 100)
    await window.show('Recipes')
    await expect.poll(() => window.questions(), PATIENT).toEqual(['Recipes'])
    await fixture.server.end('SIGKILL')
    await window.reconnect(() => fixture.server.start())
    await expect
      .poll(() => window.mark('Untitled chat').getAttribute('aria-label'), PATIENT)
      .toBe('interrupted')
    await window.show('Untitled chat')
    await window.interrupted.waitFor()
    expect(COUNTED.startsWith(await untilLongerThan(window, 50))).toBe(true)
    fixture.forgiveBreaks()
  })

  it('shows the sign-in page after a restart if the session is not valid any more', async () => {
    const window = await fixture.open('Ada')
    await fixture.server.end('SIGKILL')
    await window.banner.getByText('cannot be reached').waitFor()
    await window.page.context().clearCookies()
    await fixture.server.start()
    await window.page.getByText('Sign in').waitFor()
    await window.signIn('Grace')
    expect(await window.titles()).toEqual([])
  })

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'keeps a pending approval after %s, and accepts one response',
    async (signal) => {
      const window = await fixture.open('Ada')
      await window.write('Ask for my approval')
      await window.approval.waitFor()
      await fixture.server.end(signal)
      await window.reconnect(() => fixture.server.start())
      await window.reload()
      await window.approval.getByRole('button', { name: 'Approve' }).click()
      await expect.poll(() => window.lastAnswer(), PATIENT).toBe(plain(script.APPROVED))
      expect(await window.approval.count()).toBe(0)
      await window.reload()
      await expect.poll(() => window.lastAnswer(), PATIENT).toBe(plain(script.APPROVED))
      expect(await window.approval.count()).toBe(0)
      fixture.forgiveBreaks()
    },
  )
})
