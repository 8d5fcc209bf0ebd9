// Tests: `event-guard.test.ts` and `guard.property.test.ts`.
import { anyValue, stableRecord } from './field-values.ts'

/** A JSON pointer: empty, or parts that start with `/`, with `~` only before 0 or 1. */
function isPointer(value: unknown): boolean {
  return typeof value === 'string' && (value === '' || value.startsWith('/')) && !/~(?![01])/.test(value)
}

function readOperation(given: unknown): unknown {
  const operation = stableRecord(given)
  if (operation === undefined || !isPointer(operation.path)) return undefined
  switch (operation.op) {
    case 'remove':
      return operation
    case 'move':
    case 'copy':
      return isPointer(operation.from) ? operation : undefined
    case 'add':
    case 'replace':
    case 'test': {
      const value = anyValue(operation.value)
      if (value === undefined) return undefined
      return Object.is(value, operation.value) ? operation : { ...operation, value }
    }
    default:
      return undefined
  }
}

/**
 * A JSON patch. One illegal operation makes the whole patch illegal, because the others alone would produce an
 * unintended state.
 */
export function patch(value: unknown): unknown {
  if (!Array.isArray(value)) return undefined
  const operations = value.map(readOperation)
  if (operations.includes(undefined)) return undefined
  return operations.every((operation, index) => operation === value[index]) ? value : operations
}
