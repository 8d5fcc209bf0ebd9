declare module 'express-requests-logger' {
  import type { RequestHandler } from 'express'

  /** Writes requests and responses to a logger. Replaces `res.write` with a function that returns nothing. */
  export default function requestsLogger(options: {
    logger: Record<'info' | 'warn' | 'error', (...values: unknown[]) => void>
  }): RequestHandler
}
