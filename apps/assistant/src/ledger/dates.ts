/** The day of a date in the local time zone, as `YYYY-MM-DD`. */
export function toDay(date: Date): string {
  const month = String(date.getMonth() + 1).padStart(2, '0')
  return `${toYear(date)}-${month}-${String(date.getDate()).padStart(2, '0')}`
}

/** The month of a day. */
export function monthOf(day: string): string {
  return day.slice(0, 7)
}

/** The first and last day of the month that is `offset` months from the month of a day. */
export function monthAround(day: string, offset: number): { from: string; to: string } {
  const [year = 0, month = 1] = day.split('-').map(Number)
  const first = new Date(year, month - 1 + offset, 1)
  return { from: toDay(first), to: toDay(new Date(first.getFullYear(), first.getMonth() + 1, 0)) }
}

/** Whether a text is a valid day in the form `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  return toDay(new Date(year, month - 1, day)) === text
}

function toYear(date: Date): string {
  return String(date.getFullYear()).padStart(4, '0')
}
