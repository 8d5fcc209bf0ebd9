/**
 * The handlers of a server process.
 *
 * @typedef {object} Served
 * @property {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => unknown} listener
 * @property {(request: Request) => Promise<Response>} [handler] the same handler without sockets
 */

/**
 * A measured implementation.
 *
 * @typedef {object} Subject
 * @property {string} module creates it in the server process
 * @property {'http' | 'fetch'} over how requests are sent to it
 */

/** @type {Readonly<Record<string, Subject>>} */
export const subjects = {
  raw: { module: './subjects/raw.mjs', over: 'http' },
  'here-fetch': { module: './subjects/here.mjs', over: 'fetch' },
  here: { module: './subjects/here.mjs', over: 'http' },
  peer: { module: './subjects/peer.mjs', over: 'http' },
}
