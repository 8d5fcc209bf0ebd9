import { fault, fixed, type Reader } from '../events/read-fields.ts'
import { isDeeperThan, parseOutsideJson } from '../events/untrusted-json.ts'

/** A text that holds JSON of one kind, nested no deeper than `maxDepth` levels. It comes back written anew. */
export function readJsonText(inner: Reader, maxDepth: number): Reader<string> {
  return (text, path) => {
    if (typeof text !== 'string') return fault(path, 'must be a string')
    if (isDeeperThan(text, maxDepth)) return fault(path, `is nested deeper than ${maxDepth} levels`)
    let value: unknown
    try {
      value = parseOutsideJson(text)
    } catch {
      return fault(path, 'is not JSON')
    }
    const read = inner(value, path)
    return read.ok ? fixed(JSON.stringify(read.value)) : read
  }
}
