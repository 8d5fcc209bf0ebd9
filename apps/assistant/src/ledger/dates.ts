/** A day of this machine's calendar, as `YYYY-MM-DD`. */
export function toDay(date: Date): string {
  const month = String(date.getMonth() + 1).padStart(2, '0')
  return `${toYear(date)}-${month}-${String(date.getDate()).padStart(2, '0')}`
}

/** The month of a day. */
export function monthOf(day: string): string {
  return day.slice(0, 7)
}

/** The first and the last day of a month that is so many months away from the one that a day lies in. */
export function monthAround(day: string, offset: number): { from: string; to: string } {
  const [year = 0, month = 1] = day.split('-').map(Number)
  const first = new Date(year, month - 1 + offset, 1)
  return { from: toDay(first), to: toDay(new Date(first.getFullYear(), first.getMonth() + 1, 0)) }
}

/** Whether a text is a day that exists, as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  return toDay(new Date(year, month - 1, day)) === text
}

function toYear(date: Date): string {
  return String(date.getFullYear()).padStart(4, '0')
}
