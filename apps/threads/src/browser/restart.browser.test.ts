import { expect, it } from 'vitest'
import * as script from '../agent/script.ts'
import { describeInBrowser, PATIENT, say, untilLongerThan } from './threads-fixture.ts'
import { plain } from './threads-window.ts'

const LONG_ANSWER = plain(script.LONG_ANSWER)

describeInBrowser('a server that ends', (fixture) => {
  it('has everything when it is started again: threads, names, messages, and who is signed in', async () => {
    const window = await fixture.open('Ada')
    await say(window, 'Hello', script.toEcho(['Hello']))
    await expect.poll(() => window.titles(), PATIENT).toEqual(['Hello'])
    await window.act('Hello', 'Rename')
    await window.page.getByLabel('Name of the chat').fill('To be kept')
    await window.page.keyboard.press('Enter')
    await window.button('New chat').click()
    await say(window, 'Second', script.toEcho(['Second']))
    await expect.poll(() => window.titles(), PATIENT).toEqual(['Second', 'To be kept'])
    await window.act('Second', 'Archive')
    await expect.poll(() => window.titles(), PATIENT).toEqual(['To be kept'])

    expect(await fixture.server.end('SIGTERM')).toBe(0)
    await window.banner.getByText('does not answer').waitFor()
    await fixture.server.start()
    await window.banner.getByText('The server is back').waitFor()
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

  it('keeps what was said of an answer that it had no time to finish', async () => {
    const window = await fixture.open('Ada')
    await window.write('Give me a long answer')
    const before = await untilLongerThan(window, 100)
    expect(await fixture.server.end('SIGTERM')).toBe(0)
    await fixture.server.start()
    await window.banner.getByText('The server is back').waitFor()
    await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
    await window.reload()
    const after = await untilLongerThan(window, before.length - 1)
    expect(LONG_ANSWER.startsWith(after)).toBe(true)
    await window.cutOff.waitFor()
    await say(window, 'Go on', script.toEcho(['Give me a long answer', 'Go on']))
    fixture.forgiveBreaks()
  })

  it('leaves a partial answer when it is killed, marked as cut off, on a thread that takes the next message', async () => {
    const window = await fixture.open('Ada')
    await window.write('Give me a long answer')
    const before = await untilLongerThan(window, 200)
    await fixture.server.end('SIGKILL')
    await window.banner.getByText('does not answer').waitFor()
    await fixture.server.start()
    await window.cutOff.getByText('This answer was cut off').waitFor()
    await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
    await expect
      .poll(() => window.mark('Chat without a name').getAttribute('aria-label'), PATIENT)
      .toBe('was cut off')
    await window.screenshot('cut-off')
    const shown = await window.lastAnswer()
    expect(LONG_ANSWER.startsWith(shown)).toBe(true)
    expect(shown.length).toBeLessThan(LONG_ANSWER.length)

    await window.reload()
    await window.cutOff.waitFor()
    await expect.poll(async () => (await window.answers()).length, PATIENT).toBe(1)
    const kept = await window.lastAnswer()
    // What a browser showed may be a moment ahead of the file: at most what a flush waits for.
    expect(shown.startsWith(kept)).toBe(true)
    expect(kept.length).toBeGreaterThan(before.length / 2)
    expect(await window.questions()).toEqual(['Give me a long answer'])
    expect(await window.isRunning()).toBe(false)

    await say(window, 'Go on', script.toEcho(['Give me a long answer', 'Go on']))
    expect(await window.answers()).toEqual([kept, plain(script.toEcho(['Give me a long answer', 'Go on']))])
    await expect.poll(() => window.cutOff.count(), PATIENT).toBe(0)
    await window.reload()
    await expect.poll(async () => (await window.answers())[0], PATIENT).toBe(kept)
    fixture.forgiveBreaks()
  })

  it('frees threads that nobody looks at, too, when it was killed', async () => {
    const window = await fixture.open('Ada')
    await say(window, 'Elsewhere', script.toEcho(['Elsewhere']))
    await expect.poll(() => window.titles(), PATIENT).toEqual(['Elsewhere'])
    await window.button('New chat').click()
    await window.write('Give me a long answer')
    await untilLongerThan(window, 100)
    await window.show('Elsewhere')
    await expect.poll(() => window.questions(), PATIENT).toEqual(['Elsewhere'])
    await fixture.server.end('SIGKILL')
    await fixture.server.start()
    await window.banner.getByText('The server is back').waitFor()
    await expect
      .poll(() => window.mark('Chat without a name').getAttribute('aria-label'), PATIENT)
      .toBe('was cut off')
    await window.show('Chat without a name')
    await window.cutOff.waitFor()
    expect((await untilLongerThan(window, 50)).length).toBeLessThan(LONG_ANSWER.length)
    fixture.forgiveBreaks()
  })

  it('asks who is there when it comes back to somebody whose session is over', async () => {
    const window = await fixture.open('Ada')
    await fixture.server.end('SIGKILL')
    await window.banner.getByText('does not answer').waitFor()
    await window.page.context().clearCookies()
    await fixture.server.start()
    await window.page.getByText('Who are you?').waitFor()
    await window.signIn('Grace')
    expect(await window.titles()).toEqual([])
  })

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'still has a question that waits for its answer after %s, and takes the answer once',
    async (signal) => {
      const window = await fixture.open('Ada')
      await window.write('Ask for my approval')
      await window.approval.waitFor()
      await fixture.server.end(signal)
      await fixture.server.start()
      await window.banner.getByText('The server is back').waitFor()
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
