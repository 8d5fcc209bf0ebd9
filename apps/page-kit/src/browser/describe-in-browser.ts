import { describe, it } from 'vitest'
import { findChromium } from './chromium.ts'

/** Declares tests that need a browser. Without one, declares a skipped test with the reason. */
export function describeInBrowser(title: string, timeoutMs: number, define: () => void): void {
  if (findChromium()) describe(title, { timeout: timeoutMs }, define)
  else it(title, ({ skip }) => skip('Chromium not found; set CHROMIUM_PATH'))
}
