/** One format for the page and the answers of the mock model. */
const LOCALE = 'en-US'

/** An amount with its currency, such as `€12.50`. */
export function toMoney(amount: number, currency: string): string {
  return new Intl.NumberFormat(LOCALE, { style: 'currency', currency }).format(amount)
}

/** An amount in euros. */
export function toEuros(amount: number): string {
  return toMoney(amount, 'EUR')
}

/** A day such as `2025-03-04`. */
export function toDayText(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' }).format(
    new Date(year, month - 1, date),
  )
}

/** A month such as `2025-03`. */
export function toMonthText(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Intl.DateTimeFormat(LOCALE, { month: 'long', year: 'numeric' }).format(
    new Date(year, number - 1, 1),
  )
}
