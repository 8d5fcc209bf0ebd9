/** The date of the rates. */
export const RATES_DATE = '2025-06-30'

/** The value of one euro. */
export const RATES: Readonly<Record<string, number>> = {
  EUR: 1,
  AUD: 1.7948,
  CAD: 1.6027,
  CHF: 0.9347,
  CZK: 24.746,
  DKK: 7.4609,
  GBP: 0.8555,
  INR: 100.56,
  JPY: 169.17,
  NOK: 11.8345,
  PLN: 4.2423,
  SEK: 11.1465,
  USD: 1.172,
}

/** An amount in another currency. */
export interface Conversion {
  amount: number
  currency: string
  /** The value of one unit of the given currency in the other. */
  rate: number
  /** The day of the rate. */
  date: string
}

/** Converts an amount. @throws {Error} for an unknown currency. */
export function convert(amount: number, from: string, to: string): Conversion {
  const rate = rateOf(to) / rateOf(from)
  return {
    amount: Math.round(amount * rate * 100) / 100,
    currency: to.toUpperCase(),
    rate: Number(rate.toPrecision(6)),
    date: RATES_DATE,
  }
}

function rateOf(currency: string): number {
  const code = currency.toUpperCase()
  const rate = Object.hasOwn(RATES, code) ? RATES[code] : undefined
  if (rate === undefined) {
    throw new Error(`Unknown currency '${currency}'. Known currencies: ${Object.keys(RATES).join(', ')}.`)
  }
  return rate
}
