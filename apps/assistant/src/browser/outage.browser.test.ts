import { expect, it } from 'vitest'
import * as script from '../scripted/script.ts'
import { COUNTED, describeInBrowser, PATIENT, say, untilLongerThan } from './assistant-fixture.ts'
import { plain } from './chat-window.ts'
import { startCuttableProxy } from './cuttable-proxy.ts'

const LONG_ANSWER = plain(script.LONG_ANSWER)

describeInBrowser('when the connection or the server fails', (fixture) => {
  it('continues an answer after its connection was lost', async () => {
    const proxy = await startCuttableProxy(fixture.app.port)
    const window = await fixture.open('scripted', proxy.url)
    await window.write('Give me a long answer')
    await untilLongerThan(window, 300)
    proxy.cut()
    await window.notice.getByText('connection was lost').waitFor()
    await expect.poll(() => window.answers(), PATIENT).toEqual([LONG_ANSWER])
    expect(await window.questions()).toEqual(['Give me a long answer'])
    expect(await window.notice.count()).toBe(0)
    fixture.forgiveBreaks()
    await window.page.close()
    proxy.close()
  })

  it('shows that the server cannot be reached, reconnects, and can chat again', async () => {
    const window = await fixture.open('scripted')
    await say(window, 'think', script.THOUGHT_ANSWER)
    await window.write('Count until I stop you')
    const before = await untilLongerThan(window, 300)
    await fixture.app.kill('SIGKILL')
    await window.banner.getByText('cannot be reached').waitFor()
    await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
    await window.screenshot('server-unreachable')
    await window.reconnect(() => fixture.restart())
    await window.ending.getByText('The server was restarted').waitFor(PATIENT)
    await window.screenshot('server-back')
    const kept = await window.answers()
    expect(kept[0]).toBe(plain(script.THOUGHT_ANSWER))
    expect(COUNTED.startsWith(kept[1] ?? '?')).toBe(true)
    expect(kept[1]?.length).toBeGreaterThan(before.length / 2)
    await say(window, 'think once more', script.THOUGHT_ANSWER)
    await window.page.reload()
    // The events of the last milliseconds before a kill are on the page but not in the file.
    const found = async (): Promise<unknown[]> => {
      const [first, partial = '', third] = await window.answers()
      return [first, COUNTED.startsWith(partial) && partial.length > before.length / 2, third]
    }
    const thought = plain(script.THOUGHT_ANSWER)
    await expect.poll(found, PATIENT).toEqual([thought, true, thought])
    fixture.forgiveBreaks()
  })

  it('notices while idle that the server cannot be reached', async () => {
    const window = await fixture.open('scripted')
    await fixture.app.kill('SIGKILL')
    await window.banner.getByText('cannot be reached').waitFor()
    await window.reconnect(() => fixture.restart())
    await say(window, 'think', script.THOUGHT_ANSWER)
  })
})
