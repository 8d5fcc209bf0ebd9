import { useEffect, useState } from 'react'
import type { Expense, LedgerOverview } from '../ledger/expense.ts'

/** What answers as the assistant. */
export interface ModelInfo {
  name: string
  isImitation: boolean
}

/** What answers as the assistant, once the server has said so. `tries` counts the times that it came back. */
export function useModel(tries: number): ModelInfo | undefined {
  return useFetched<ModelInfo>('/book/model', tries)
}

/** An overview of the book, read anew whenever `version` is another one. */
export function useBook(version: number): LedgerOverview | undefined {
  return useFetched<LedgerOverview>('/book', version)
}

/** An expense as it is in the book. */
export function useExpense(id: number | undefined): Expense | undefined {
  return useFetched<Expense>(id === undefined ? undefined : `/book/expenses/${id}`, 0)
}

function useFetched<Value>(path: string | undefined, version: number): Value | undefined {
  const [value, setValue] = useState<Value>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is another reading
  useEffect(() => {
    if (path === undefined) return
    const left = new AbortController()
    fetch(path, { signal: left.signal, cache: 'no-store' })
      .then((response) => (response.ok ? response.json() : undefined))
      .then((read) => {
        if (read !== undefined) setValue(read)
      })
      .catch(() => {})
    return () => left.abort()
  }, [path, version])
  return value
}
