import { launchBrowser, sendMessage } from '@flightdeck/page-kit/browser'
import { WEATHER } from './model.ts'

/** How the stock chat shows its state, without additions of a page. */
const STOCK_CHAT = {
  accepting: '[data-testid=copilot-send-button]:not([disabled])',
  accepted: '[data-testid=copilot-user-message]',
}

/** Sends a message on a chat page, and waits for the answer of the mock model. */
export async function chatInBrowser(url: string): Promise<void> {
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    await page.goto(url)
    await sendMessage(page, 'What is the weather in Paris?', STOCK_CHAT)
    await page.getByText(WEATHER).waitFor({ timeout: 60_000 })
  } finally {
    await browser.close()
  }
}
