/** An amount in euros, in the visitor's locale. */
export function toEuros(amount: number): string {
  return new Intl.NumberFormat(undefined, { style: 'currency', currency: 'EUR' }).format(amount)
}

/** A day such as `2025-03-04`, in the visitor's locale. */
export function toDayText(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }).format(
    new Date(year, month - 1, date),
  )
}

/** A month such as `2025-03`, in the visitor's locale. */
export function toMonthText(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric' }).format(
    new Date(year, number - 1, 1),
  )
}
