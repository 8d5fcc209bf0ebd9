import type { IncomingMessage, ServerResponse } from 'node:http'
import { toDay } from '../ledger/dates.ts'
import type { Ledger } from '../ledger/ledger.ts'

/** The model, for the page. */
export interface ModelInfo {
  /** The name, such as `openai/gpt-4.1-mini`. */
  name: string
  /** Whether it is the mock model. */
  isMock: boolean
}

/** The base path of the routes in this file. */
export const BOOK_PATH = '/book'

/** Handles `GET /book`, `GET /book/expenses/:id` and `GET /book/model`. All routes are read-only. */
export function createBookRoutes(
  ledger: Ledger,
  model: ModelInfo,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    if (request.method !== 'GET')
      return send(response, 405, { error: 'Method not allowed' }, { allow: 'GET' })
    const path = (request.url ?? '').replace(/\?.*$/s, '')
    if (path === BOOK_PATH) return send(response, 200, ledger.overview(toDay(new Date())))
    if (path === `${BOOK_PATH}/model`) return send(response, 200, model)
    const id = /^\/book\/expenses\/(\d{1,15})$/.exec(path)?.[1]
    const expense = id === undefined ? undefined : ledger.get(Number(id))
    return expense === undefined ? send(response, 404, { error: 'Not found' }) : send(response, 200, expense)
  }
}

function send(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(JSON.stringify(body))
}
