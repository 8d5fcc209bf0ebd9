import { relative } from 'node:path'
import { API_PATH } from './assistant-server.ts'
import type { ModelInfo } from './book-routes.ts'

export interface RunningServer {
  /** The URL of the page. */
  url: string
  model: ModelInfo
  dataFolder: string
}

/** Describes what a server serves, for the terminal that it was started from. */
export function describeServer({ url, model, dataFolder }: RunningServer): string {
  const fromHere = relative('', dataFolder)
  const lines = {
    Page: url,
    API: `${url}${API_PATH} (the runtimeUrl of a CopilotKit client)`,
    Store: `${fromHere.startsWith('..') ? dataFolder : fromHere} (SQLite files; delete the folder to start over)`,
    Model: model.isMock ? 'mock, needs no key' : model.name,
  }
  return [
    'Flightdeck is running.',
    '',
    ...Object.entries(lines).map(([name, text]) => `  ${name.padEnd(7)}${text}`),
    '',
    ...(model.isMock
      ? ['To use a real model, set OPENAI_API_KEY, ANTHROPIC_API_KEY or GOOGLE_API_KEY and start again.']
      : []),
    'Press Ctrl+C to stop.',
  ].join('\n')
}
