/** The current date as text for a model, with the visitor's time zone. */
export function todayText(): string {
  const now = new Date()
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) =>
    String(part).padStart(2, '0'),
  )
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'long' }).format(now)
  return `${day.join('-')}, a ${weekday}, in ${Intl.DateTimeFormat().resolvedOptions().timeZone}`
}
