// Calls between the process that measures and those that serve and load.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} Child
 * @property {(name: string, args?: unknown) => Promise<any>} call
 * @property {() => void} stop
 */

/**
 * Starts a module in a process of its own.
 *
 * @param {string} module by its path beside this file
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
    for (const { reject } of calls.values()) reject(new Error(`${module} ended with code ${code}`))
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
 * Answers the calls of the process that started this one.
 *
 * @param {Record<string, (args: any) => unknown>} methods
 */
export function answerCalls(methods) {
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
