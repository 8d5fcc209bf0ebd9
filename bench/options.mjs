import { parseArgs } from 'node:util'

/**
 * @typedef {object} Options
 * @property {string[]} scenarios
 * @property {string[]} subjects
 * @property {number} rounds
 * @property {string | undefined} json
 * @property {boolean} profiled
 */

const DEFAULT_ROUNDS = 5

/**
 * Parses the command line. Returns undefined if it is not valid.
 *
 * @param {string[]} args
 * @param {{ scenarios: string[], subjects: string[] }} known
 * @returns {Options | undefined}
 */
export function readOptions(args, known) {
  try {
    const { values } = parseArgs({
      args: args.filter((arg) => arg !== '--'),
      options: {
        only: { type: 'string' },
        subjects: { type: 'string' },
        rounds: { type: 'string', default: String(DEFAULT_ROUNDS) },
        json: { type: 'string' },
        profile: { type: 'boolean', default: false },
        'no-peer': { type: 'boolean', default: false },
      },
    })
    const rounds = Number(values.rounds)
    const scenarios = choose(values.only, known.scenarios)
    const subjects = choose(values.subjects, known.subjects)
    if (!Number.isInteger(rounds) || rounds < 1 || scenarios === undefined || subjects === undefined)
      return undefined
    return {
      scenarios,
      subjects: subjects.filter((name) => name !== 'peer' || !values['no-peer']),
      rounds,
      json: values.json,
      profiled: values.profile,
    }
  } catch {
    return undefined
  }
}

/**
 * @param {string | undefined} list
 * @param {string[]} known
 */
function choose(list, known) {
  if (list === undefined) return known
  const chosen = list.split(',')
  return chosen.every((name) => known.includes(name)) ? chosen : undefined
}

/** @param {Record<string, { title: string }>} scenarios */
export function usage(scenarios) {
  return `pnpm bench [--only flood,short] [--subjects raw,here] [--rounds ${DEFAULT_ROUNDS}] [--no-peer] [--profile] [--json file]

${Object.entries(scenarios)
  .map(([name, { title }]) => `${name.padEnd(10)} ${title}`)
  .join('\n')}`
}
