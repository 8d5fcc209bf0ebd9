export { findChromium, launchBrowser } from './chromium.ts'
export { describeInBrowser } from './describe-in-browser.ts'
export { PageWatch } from './page-watch.ts'
export { type ChatSelectors, sendMessage } from './send-message.ts'
