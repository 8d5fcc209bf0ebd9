/** The rows of the first table below a heading of a page, as lists of cells without backticks. */
export function tableUnder(page: string, heading: string): string[][] {
  const start = new RegExp(`^##+ \`?${heading}\`?$`, 'm').exec(page)
  if (!start) throw new Error(`There is no heading '${heading}'`)
  const [, , ...rows] = /(^\|.*\n)+/m.exec(page.slice(start.index))?.[0].trimEnd().split('\n') ?? []
  return rows.map((row) =>
    row
      .slice(2, -2)
      .replaceAll('`', '')
      .split(' | ')
      .map((cell) => cell.trim()),
  )
}
