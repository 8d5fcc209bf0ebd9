import type { Page } from 'playwright-core'

const TIMEOUT_MS = 60_000
const OFTEN = { timeout: TIMEOUT_MS, polling: 50 }

/** How a page shows the state of its stock chat, as CSS selectors. */
export interface ChatSelectors {
  /** Matches while the chat would accept the text in its input. */
  readonly accepting: string
  /** Matches each message that the chat has accepted. */
  readonly accepted: string
}

const INPUT = '[data-testid=copilot-chat-textarea]'

/**
 * Sends a message as soon as the chat accepts one, and waits until the chat shows it. The stock chat ignores Enter, or
 * drops the message, while it is not connected to its thread, and it renders its input again when it is. So typing, the
 * check and the key press are steps inside the page, and nothing can change between the check and the press. A composer
 * with `data-thread` must also belong to the thread in the URL.
 *
 * @throws after a minute, with the state of the chat, if it does not accept the message.
 */
export async function sendMessage(
  page: Page,
  text: string,
  { accepting, accepted }: ChatSelectors,
): Promise<void> {
  try {
    const sent = await page.waitForFunction(typeAndSend, { accepting, accepted, text, input: INPUT }, OFTEN)
    await page.waitForFunction(isShown, { accepted, text, times: await sent.jsonValue() }, OFTEN)
  } catch (cause) {
    throw new Error(`The chat did not accept '${text}': ${await page.evaluate(describeChat, INPUT)}`, {
      cause,
    })
  }
}

/**
 * Runs in the page, until it returns more than 0: types the text, and presses Enter once the chat accepts it. Returns how
 * many times the chat will show the text, or 0 without a key press.
 */
function typeAndSend(given: ChatSelectors & { text: string; input: string }): number {
  const { accepting, accepted, text, input } = given
  const field = document.querySelector<HTMLTextAreaElement>(input)
  const owner = field?.closest<HTMLElement>('[data-thread]')?.dataset.thread
  const open = new URLSearchParams(location.hash.slice(1)).get('thread')
  if (!field || (owner !== undefined && owner !== open)) return 0
  if (field.value !== text) {
    // React ignores a value that is set through the property of the element itself.
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(field, text)
    field.dispatchEvent(new InputEvent('input', { bubbles: true }))
    return 0
  }
  if (!document.querySelector(accepting)) return 0
  const shown = [...document.querySelectorAll(accepted)].filter((each) => each.textContent?.includes(text))
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
  return shown.length + 1
}

/** Runs in the page: whether the chat shows the text that often. */
function isShown({ accepted, text, times }: { accepted: string; text: string; times: number }): boolean {
  const shown = [...document.querySelectorAll(accepted)].filter((each) => each.textContent?.includes(text))
  return shown.length >= times
}

/** Runs in the page: the state of the chat, for an error message. */
function describeChat(input: string): string {
  const field = document.querySelector<HTMLTextAreaElement>(input)
  const button = document.querySelector<HTMLButtonElement>('[data-testid=copilot-send-button]')
  return `input '${field?.value}', send button '${button?.title}' disabled ${button?.disabled}, at ${location.href}`
}
