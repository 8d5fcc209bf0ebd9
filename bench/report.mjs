import { cpus, totalmem } from 'node:os'

/** The machine that the figures were measured on. */
export function machine() {
  const all = cpus()
  const gib = Math.round(totalmem() / 2 ** 30)
  return `${all.length} × ${all[0]?.model.trim() || 'unknown CPU'}, ${gib} GiB, Node ${process.versions.node}, ${process.platform}`
}

/**
 * The results as a Markdown table with aligned columns.
 *
 * @param {import('./scenarios.mjs').Row[]} rows
 * @param {Map<import('./scenarios.mjs').Row, string>} verdicts
 */
export function table(rows, verdicts) {
  const head = [
    'scenario',
    'subject',
    'figure',
    '× raw',
    '× peer',
    'spread',
    'wall',
    'first p50',
    'p99',
    'heap',
    'peak RSS',
    'target',
  ]
  const lines = rows.map((row) => [
    row.scenario,
    row.subject,
    `${digits(row.figure)} ${row.unit}`,
    ratio(rows, row, 'raw'),
    ratio(rows, row, 'peer'),
    row.each && row.each.length > 1
      ? `${digits(Math.min(...row.each))}–${digits(Math.max(...row.each))}`
      : '',
    row.wallMs === undefined ? '' : `${digits(row.wallMs)} ms`,
    row.firstMs === undefined ? '' : `${digits(row.firstMs.p50)} ms`,
    row.firstMs === undefined ? '' : `${digits(row.firstMs.p99)} ms`,
    mebibytes(row.heapBytes),
    mebibytes(row.peakRssBytes),
    [verdicts.get(row), row.note].filter(Boolean).join('; '),
  ])
  const widths = head.map((_, column) =>
    Math.max(...[head, ...lines].map((cells) => [...(cells[column] ?? '')].length)),
  )
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell, column) => pad(cell, widths[column] ?? 0, column < 2 || column === head.length - 1)).join(' | ')} |`
  const rule = `|${widths.map((width, column) => (column < 2 || column === head.length - 1 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(head), rule, ...lines.map(line)].join('\n')
}

/**
 * @param {import('./scenarios.mjs').Row[]} rows
 * @param {import('./scenarios.mjs').Row} row
 * @param {string} to
 */
function ratio(rows, row, to) {
  const other = rows.find(({ scenario, subject }) => scenario === row.scenario && subject === to)
  if (other === undefined || other === row || other.unit !== row.unit) return ''
  return digits(row.figure / other.figure)
}

/**
 * Formats a number with three significant digits.
 *
 * @param {number} value
 */
export function digits(value) {
  if (Number.isInteger(value)) return String(value)
  const size = Math.floor(Math.log10(Math.abs(value)))
  return value.toFixed(Math.max(0, Math.min(3, 2 - size)))
}

/** @param {number | undefined} bytes */
function mebibytes(bytes) {
  return bytes === undefined ? '' : `${digits(bytes / 2 ** 20)} MiB`
}

/**
 * @param {string} text
 * @param {number} width
 * @param {boolean} left
 */
function pad(text, width, left) {
  const space = ' '.repeat(Math.max(0, width - [...text].length))
  return left ? text + space : space + text
}
