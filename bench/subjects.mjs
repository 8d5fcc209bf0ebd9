/**
 * What a server process serves.
 *
 * @typedef {object} Served
 * @property {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => unknown} listener
 * @property {(request: Request) => Promise<Response>} [handler] the same without sockets
 */

/**
 * What is measured, by the name it has in the table.
 *
 * @typedef {object} Subject
 * @property {string} module makes it, in the server process
 * @property {'http' | 'fetch'} over how it is reached
 */

/** @type {Readonly<Record<string, Subject>>} */
export const subjects = {
  raw: { module: './subjects/raw.mjs', over: 'http' },
  'here-fetch': { module: './subjects/here.mjs', over: 'fetch' },
  here: { module: './subjects/here.mjs', over: 'http' },
  peer: { module: './subjects/peer.mjs', over: 'http' },
}
