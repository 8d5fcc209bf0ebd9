import { digits } from './report.mjs'
import { SERVER_NAME } from './scenarios/install-size.mjs'

/** @typedef {import('./scenarios.mjs').Row} Row */

/** @typedef {(scenario: string, subject: string) => number | undefined} FigureOf */

/**
 * @typedef {object} Target
 * @property {string} scenario
 * @property {string[]} subjects
 * @property {string} says
 * @property {(row: Row, figure: FigureOf) => number | undefined} of the value that must not exceed `most`; undefined if the
 *   value it is compared with was not measured
 * @property {number} most
 */

const HERE = ['here', 'here-fetch']

/** @type {Target[]} */
const targets = [
  times('flood', 1, 'raw'),
  times('paced', 1.3, 'raw'),
  times('short', 2.5, 'raw'),
  timesOwn('history', 1.2, 'flood'),
  timesOwn('history', 1.2, 'plain'),
  { scenario: 'open', subjects: HERE, says: '≤ 1 ms', most: 1, of: ({ figure }) => figure },
  timesOwn('open', 1.2, 'open-few'),
  timesOwn('fan-out', 0.5, 'flood'),
  { scenario: 'stalled', subjects: ['here'], says: '≤ 1 MiB', most: 1, of: ({ figure }) => figure },
  {
    scenario: 'retained',
    subjects: ['here, ended run'],
    says: '≤ 1.3 × its JSON',
    most: 1.3,
    of: ({ ofJson }) => ofJson,
  },
  beside('open-many', 1.3, 'sqlite, 10,000 runs, the same messages', 'sqlite, 10 runs'),
  beside('many-threads', 1.3, 'sqlite, page 1,000', 'sqlite, page 1'),
  beside('many-threads', 1.3, 'memory, page 1,000', 'memory, page 1'),
  importWithin(30, '@flightdeck/runtime-core'),
  importWithin(60, '@flightdeck/runtime/v2'),
  importBeside(5, '@flightdeck/runtime', '@flightdeck/runtime/v2'),
  { scenario: 'size', subjects: [SERVER_NAME], says: '< 20 packages', most: 19, of: ({ figure }) => figure },
]

/**
 * The maximum import time in milliseconds.
 *
 * @param {number} most
 * @param {string} subject
 * @returns {Target}
 */
function importWithin(most, subject) {
  return { scenario: 'import', subjects: [subject], says: `≤ ${most} ms`, most, of: ({ figure }) => figure }
}

/**
 * The maximum milliseconds that an import takes beside another one.
 *
 * @param {number} most
 * @param {string} subject
 * @param {string} other
 * @returns {Target}
 */
function importBeside(most, subject, other) {
  return {
    scenario: 'import',
    subjects: [subject],
    says: `≤ ${other} + ${most} ms`,
    most,
    of: (row, figure) => row.figure - (figure('import', other) ?? Number.NaN),
  }
}

/**
 * The maximum ratio to the figure of another subject.
 *
 * @param {string} scenario
 * @param {number} most
 * @param {string} subject
 * @returns {Target}
 */
function times(scenario, most, subject) {
  return {
    scenario,
    subjects: HERE,
    says: `≤ ${most} × ${subject}`,
    most,
    of: (row, figure) => over(row, figure(scenario, subject)),
  }
}

/**
 * The maximum ratio to the figure of another row of the scenario.
 *
 * @param {string} scenario
 * @param {number} most
 * @param {string} subject
 * @param {string} other
 * @returns {Target}
 */
function beside(scenario, most, subject, other) {
  return {
    scenario,
    subjects: [subject],
    says: `≤ ${most} × ${other}`,
    most,
    of: (row, figure) => over(row, figure(scenario, other)),
  }
}

/**
 * The maximum ratio to its own figure in another scenario.
 *
 * @param {string} scenario
 * @param {number} most
 * @param {string} other
 * @returns {Target}
 */
function timesOwn(scenario, most, other) {
  return {
    scenario,
    subjects: HERE,
    says: `≤ ${most} × ${other}`,
    most,
    of: (row, figure) => over(row, figure(other, row.subject)),
  }
}

/**
 * @param {Row} row
 * @param {number | undefined} other
 */
function over(row, other) {
  return other === undefined ? undefined : row.figure / other
}

/**
 * Compares rows with their targets.
 *
 * @param {Row[]} rows
 * @returns {Map<Row, string>}
 */
export function judge(rows) {
  const figure = (/** @type {string} */ scenario, /** @type {string} */ subject) =>
    rows.find((row) => row.scenario === scenario && row.subject === subject)?.figure
  const verdicts = new Map()
  for (const row of rows) {
    const said = targets
      .filter(({ scenario, subjects }) => scenario === row.scenario && subjects.includes(row.subject))
      .map(({ says, most, of }) => {
        const value = of(row, figure)
        if (value === undefined) return undefined
        return value <= most
          ? `${says}: met (${digits(value)})`
          : `${says}: MISSED by ${digits((100 * (value - most)) / most)} % (${digits(value)})`
      })
    if (said.some(Boolean)) verdicts.set(row, said.filter(Boolean).join('; '))
  }
  return verdicts
}
