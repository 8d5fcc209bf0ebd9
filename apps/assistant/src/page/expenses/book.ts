import { useEffect, useState } from 'react'
import type { Expense, LedgerOverview } from '../../ledger/expense.ts'

/** The model of the assistant. */
export interface ModelInfo {
  name: string
  isMock: boolean
}

/** The model of the assistant; undefined until it is loaded. It is loaded again whenever `tries` changes. */
export function useModel(tries: number): ModelInfo | undefined {
  return useFetched<ModelInfo>('/book/model', tries)
}

/** An overview of the expenses. It is loaded again whenever `version` changes. */
export function useBook(version: number): LedgerOverview | undefined {
  return useFetched<LedgerOverview>('/book', version)
}

/** A stored expense. */
export function useExpense(id: number | undefined): Expense | undefined {
  return useFetched<Expense>(id === undefined ? undefined : `/book/expenses/${id}`, 0)
}

function useFetched<Value>(path: string | undefined, version: number): Value | undefined {
  const [value, setValue] = useState<Value>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version loads again
  useEffect(() => {
    if (path === undefined) return
    const unmounted = new AbortController()
    fetch(path, { signal: unmounted.signal, cache: 'no-store' })
      .then((response) => (response.ok ? response.json() : undefined))
      .then((read) => {
        if (read !== undefined) setValue(read)
      })
      .catch(() => {})
    return () => unmounted.abort()
  }, [path, version])
  return value
}
