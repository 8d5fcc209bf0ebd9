// Calls between the measuring process and the server and load processes.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} Child
 * @property {(name: string, args?: unknown) => Promise<any>} call
 * @property {() => void} stop
 */

/**
 * Starts a module in a child process.
 *
 * @param {string} module its path relative to this file
 * @param {{ execArgv?: string[], env?: Record<string, string> }} [options]
 * @returns {Child}
 */
export function startChild(module, { execArgv = [], env = {} } = {}) {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), [], {
    execArgv,
    env: { ...process.env, ...env },
    serialization: 'advanced',
  })
  /** @type {Map<number, { resolve: (value: unknown) => void, reject: (error: Error) => void }>} */
  const calls = new Map()
  let made = 0
  child.on('message', (/** @type {{ id: number, value?: unknown, error?: string }} */ answer) => {
    const call = calls.get(answer.id)
    calls.delete(answer.id)
    if (answer.error === undefined) call?.resolve(answer.value)
    else call?.reject(new Error(answer.error))
  })
  child.on('exit', (code) => {
    for (const { reject } of calls.values()) reject(new Error(`${module} exited with code ${code}`))
    calls.clear()
  })
  return {
    call: (name, args) =>
      new Promise((resolve, reject) => {
        made += 1
        calls.set(made, { resolve, reject })
        child.send({ id: made, name, args })
      }),
    stop: () => void child.kill('SIGKILL'),
  }
}

/**
 * Handles the calls of the parent process.
 *
 * @param {Record<string, (args: any) => unknown>} methods
 */
export function handleCalls(methods) {
  process.on(
    'message',
    async (/** @type {{ id: number, name: string, args: unknown }} */ { id, name, args }) => {
      try {
        process.send?.({ id, value: await methods[name]?.(args) })
      } catch (error) {
        process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
      }
    },
  )
  process.on('disconnect', () => process.exit())
}
