import { launchBrowser } from '@flightdeck/page-kit/browser'
import { WEATHER } from './model.ts'

/** Sends a message on a chat page, and waits for the answer of the mock model. */
export async function chatInBrowser(url: string): Promise<void> {
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    // The stock client drops a message that is sent before its thread is connected.
    const connected = page.waitForResponse((response) => response.url().endsWith('/connect'))
    await page.goto(url)
    await (await connected).finished()
    const box = page.getByRole('textbox')
    await box.fill('What is the weather in Paris?')
    await box.press('Enter')
    await page.getByText(WEATHER).waitFor({ timeout: 60_000 })
  } finally {
    await browser.close()
  }
}
