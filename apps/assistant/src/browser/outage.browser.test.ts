import { expect, it } from 'vitest'
import * as script from '../scripted/script.ts'
import { describeInBrowser, PATIENT, say, untilLongerThan } from './assistant-fixture.ts'
import { plain } from './chat-window.ts'
import { startCuttableProxy } from './cuttable-proxy.ts'

const LONG_ANSWER = plain(script.LONG_ANSWER)

describeInBrowser('when something breaks', (fixture) => {
  it('goes on where it was when the connection is cut in the middle of an answer', async () => {
    const proxy = await startCuttableProxy(fixture.app.port)
    const window = await fixture.open('scripted', proxy.url)
    await window.write('Give me a long answer')
    await untilLongerThan(window, 300)
    proxy.cut()
    await window.notice.getByText('broke off').waitFor()
    await expect.poll(() => window.answers(), PATIENT).toEqual([LONG_ANSWER])
    expect(await window.questions()).toEqual(['Give me a long answer'])
    expect(await window.notice.count()).toBe(0)
    fixture.forgiveBreaks()
    await window.page.close()
    proxy.close()
  })

  it('says when the server is gone, recovers when it is back, and can talk again', async () => {
    const window = await fixture.open('scripted')
    await say(window, 'think', script.THOUGHT_ANSWER)
    await window.write('Give me a long answer')
    const before = await untilLongerThan(window, 300)
    await fixture.app.kill('SIGKILL')
    await window.banner.getByText('does not answer').waitFor()
    await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
    await window.screenshot('server-gone')
    await fixture.restart()
    await window.banner.getByText('The server is back').waitFor()
    await window.screenshot('server-back')
    const kept = await window.answers()
    expect(kept[0]).toBe(plain(script.THOUGHT_ANSWER))
    expect(LONG_ANSWER.startsWith(kept[1] ?? '?')).toBe(true)
    expect(kept[1]?.length).toBeGreaterThan(before.length / 2)
    await say(window, 'think once more', script.THOUGHT_ANSWER)
    await window.page.reload()
    // What was said in the last milliseconds before a kill is on the page and not in the file.
    const found = async (): Promise<unknown[]> => {
      const [first, partial = '', third] = await window.answers()
      return [first, LONG_ANSWER.startsWith(partial) && partial.length > before.length / 2, third]
    }
    const thought = plain(script.THOUGHT_ANSWER)
    await expect.poll(found, PATIENT).toEqual([thought, true, thought])
    fixture.forgiveBreaks()
  })

  it('notices on its own, while nobody writes, that the server is gone', async () => {
    const window = await fixture.open('scripted')
    await fixture.app.kill('SIGKILL')
    await window.banner.getByText('does not answer').waitFor()
    await fixture.restart()
    await window.banner.getByText('The server is back').waitFor()
    await say(window, 'think', script.THOUGHT_ANSWER)
  })
})
