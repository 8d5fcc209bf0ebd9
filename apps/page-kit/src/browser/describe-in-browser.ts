import { describe, it } from 'vitest'
import { findChromium } from './chromium.ts'

/** Registers tests that need a browser, or one skipped test that says why, where there is none. */
export function describeInBrowser(title: string, timeoutMs: number, define: () => void): void {
  if (findChromium()) describe(title, { timeout: timeoutMs }, define)
  else it(title, ({ skip }) => skip('there is no Chromium here; set CHROMIUM_PATH to one'))
}
