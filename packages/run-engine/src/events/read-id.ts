// Tests: `read-run-input.test.ts`.
import { asIs, fault, type Reader } from './read-fields.ts'

const MAX_ID_LENGTH = 1024

/** A lone surrogate cannot be part of a URL, and not every database stores it. */
const LONE_SURROGATE = /\p{Surrogate}/u

/** Reads the id of a thread or a run. */
export const readId: Reader<string> = (value, path) => {
  if (value === undefined) return fault(path, 'is missing')
  if (typeof value !== 'string') return fault(path, 'must be a string')
  if (value === '') return fault(path, 'must not be empty')
  if (LONE_SURROGATE.test(value)) return fault(path, 'must be well-formed Unicode')
  return value.length > MAX_ID_LENGTH
    ? fault(path, `must have at most ${MAX_ID_LENGTH} characters`)
    : asIs(value)
}
