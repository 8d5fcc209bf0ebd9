import type { JsonPatchOperation } from '@ag-ui/core'
import { type StateLimits, UNLIMITED_STATE } from './state-limits.ts'

/** A patch that was applied, with the characters of JSON that its `copy` operations added; or one that was not. */
export type PatchResult =
  | { readonly ok: true; readonly document: unknown; readonly copied: number }
  | { readonly ok: false; readonly exceeded: boolean }

/**
 * Applies an RFC 6902 patch to a JSON document, completely or not at all. Document and patch stay unchanged: changed
 * parts are copied, the others are shared with the result. Never throws; a patch that fails returns `{ ok: false }`.
 * Deviations of the clients' library from the RFC are reproduced, so that server and clients hold the same document:
 * a move or copy beyond the end of an array appends, and an index to add at may have leading zeros.
 *
 * The patch is abandoned with `exceeded: true` as soon as it has more operations, copies more, or works longer than the
 * limits allow. The size of the result is the caller's to check.
 */
export function applyPatch(
  document: unknown,
  patch: readonly JsonPatchOperation[],
  limits: StateLimits = UNLIMITED_STATE,
): PatchResult {
  if (patch.length > limits.maxPatchOperations) return { ok: false, exceeded: true }
  try {
    const draft = new DocumentDraft(document, limits.maxStateBytes)
    return patch.every((operation) => draft.apply(operation))
      ? { ok: true, document: draft.root, copied: draft.copied }
      : { ok: false, exceeded: false }
  } catch (error) {
    // Any other error: documents are nested deeper than the stack.
    return { ok: false, exceeded: error === EXCEEDED }
  }
}

/** Thrown when a patch exceeds a limit. */
const EXCEEDED = new RangeError('The patch exceeds a limit')

/**
 * Steps that the operations of one patch may need together, for each character that the document may have. Shifting the
 * items of a list and comparing objects cost steps, because each of many short operations can visit a large document.
 */
const STEPS_PER_CHARACTER = 4

/** Steps for each compared key. Keys of a large object are slow to list. */
const STEPS_PER_KEY = 8

/** Items of a list that shift in one step. */
const SHIFTED_PER_STEP = 16

type Path = readonly string[]
type Container = Record<string | number, unknown>

class DocumentDraft {
  root: unknown
  /** Characters of JSON that were copied. */
  copied = 0
  readonly #maxBytes: number
  #stepsLeft: number
  /** Containers that this patch created. They may be changed in place. */
  readonly #own = new Set<Container>()

  constructor(root: unknown, maxBytes: number) {
    this.root = root
    this.#maxBytes = maxBytes
    this.#stepsLeft = maxBytes * STEPS_PER_CHARACTER
  }

  apply(operation: JsonPatchOperation): boolean {
    const path = parsePointer(operation.path)
    if (path === undefined) return false
    switch (operation.op) {
      case 'add':
        return operation.value !== undefined && this.#add(path, operation.value)
      case 'replace':
        return operation.value !== undefined && this.#isThere(path) && this.#put(path, operation.value)
      case 'remove':
        return this.#isThere(path) && this.#remove(path)
      case 'test':
        return operation.value !== undefined && this.#test(path, operation.value)
      case 'copy':
        return this.#copy(parsePointer(operation.from), path)
      case 'move':
        return this.#move(parsePointer(operation.from), path)
      default:
        return false
    }
  }

  #add(path: Path, value: unknown): boolean {
    const parentPath = path.slice(0, -1)
    if (!this.#isThere(parentPath)) return false
    const parent = this.#valueAt(parentPath)
    if (path.length > 0 && Array.isArray(parent) && Number(keyIn(parent, path.at(-1))) > parent.length)
      return false
    return this.#insert(path, value)
  }

  #test(path: Path, value: unknown): boolean {
    return this.#isEqual(this.#valueAt(path), value)
  }

  #copy(from: Path | undefined, path: Path): boolean {
    if (from === undefined || !this.#isThere(from)) return false
    const value = this.#valueAt(from)
    return typeof value !== 'function' && this.#insert(path, this.#cloned(value))
  }

  /** A copy shares nothing, so that the memory of a document is as large as its JSON. */
  #cloned(value: unknown): unknown {
    const json = JSON.stringify(value)
    this.copied += json.length
    if (this.copied > this.#maxBytes) throw EXCEEDED
    return JSON.parse(json)
  }

  #spend(steps: number): void {
    this.#stepsLeft -= steps
    if (this.#stepsLeft < 0) throw EXCEEDED
  }

  #splice(list: unknown[], index: number, remove: number, ...values: unknown[]): void {
    this.#spend(Math.max(0, list.length - index) / SHIFTED_PER_STEP)
    list.splice(index, remove, ...values)
  }

  #move(from: Path | undefined, path: Path): boolean {
    if (from === undefined || !this.#isThere(from)) return false
    const value = this.#valueAt(from)
    if (path.length > 0) {
      // The target must exist before the value is removed and after it, when indexes have shifted.
      if (from.length === 0 || !this.#hasPlaceFor(path)) return false
      this.#remove(from)
    }
    return typeof value !== 'function' && this.#insert(path, value)
  }

  #hasPlaceFor(path: Path): boolean {
    const parent = this.#valueAt(path.slice(0, -1))
    return isContainer(parent) && (!Array.isArray(parent) || typeof keyIn(parent, path.at(-1)) === 'number')
  }

  /** Whether every step of the path exists, with canonical indexes. */
  #isThere(path: Path): boolean {
    let value = this.root
    for (const token of path) {
      if (!isContainer(value) || (Array.isArray(value) && !isIndex(token))) return false
      value = value[token]
      if (value === undefined) return false
    }
    return true
  }

  #valueAt(path: Path): unknown {
    let value = this.root
    for (const token of path) {
      if (!isContainer(value)) return undefined
      value = value[keyIn(value, token)]
    }
    return value
  }

  /** The container that the last token of the path changes, as a copy of our own. */
  #parentOf(path: Path): Container | undefined {
    if (!isContainer(this.root)) return undefined
    let parent = this.#owned(this.root)
    this.root = parent
    for (const token of path.slice(0, -1)) {
      const key = keyIn(parent, token)
      const child = parent[key]
      if (!isContainer(child)) return undefined
      parent[key] = this.#owned(child)
      parent = parent[key] as Container
    }
    return parent
  }

  #owned(container: Container): Container {
    if (this.#own.has(container)) return container
    const copy = Array.isArray(container) ? (container.slice() as unknown as Container) : { ...container }
    this.#own.add(copy)
    return copy
  }

  #insert(path: Path, value: unknown): boolean {
    const parent = this.#parentOf(path)
    if (path.length > 0 && Array.isArray(parent)) {
      const key = keyIn(parent, path.at(-1))
      if (typeof key !== 'number') return false
      this.#splice(parent, key, 0, value)
      return true
    }
    return this.#put(path, value)
  }

  #put(path: Path, value: unknown): boolean {
    const token = path.at(-1)
    if (token === undefined) {
      this.root = value
      return true
    }
    const parent = this.#parentOf(path)
    if (parent === undefined) return false
    parent[keyIn(parent, token)] = value
    return true
  }

  #remove(path: Path): boolean {
    const token = path.at(-1)
    if (token === undefined) {
      this.root = null
      return true
    }
    const parent = this.#parentOf(path)
    if (parent === undefined) return false
    if (Array.isArray(parent)) this.#splice(parent, Number(token), 1)
    else delete parent[token]
    return true
  }

  #isEqual(one: unknown, other: unknown): boolean {
    if (one === other) return true
    if (!isContainer(one) || !isContainer(other)) return false
    if (Array.isArray(one) || Array.isArray(other)) {
      if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false
      this.#spend(one.length)
      return one.every((item, index) => this.#isEqual(item, other[index]))
    }
    const keys = Object.keys(one)
    this.#spend(keys.length * STEPS_PER_KEY)
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => Object.hasOwn(other, key) && this.#isEqual(one[key], other[key]))
    )
  }
}

/** The tokens of a JSON pointer; undefined if it is malformed or reaches a prototype. */
function parsePointer(pointer: unknown): Path | undefined {
  if (pointer === '') return []
  if (typeof pointer !== 'string' || !pointer.startsWith('/')) return undefined
  const path = pointer.slice(1).split('/')
  for (const [index, token] of path.entries()) {
    if (token.includes('~')) path[index] = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (path[index] === '__proto__' || (path[index] === 'prototype' && path[index - 1] === 'constructor'))
      return undefined
  }
  return path
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null
}

function isIndex(token: string): boolean {
  return /^\d*$/.test(token)
}

/** The key of a token in a container. `-` is the position after the last item of an array. */
function keyIn(container: Container | unknown[], token: string = ''): string | number {
  if (!Array.isArray(container)) return token
  if (token === '-') return container.length
  return isIndex(token) ? Number(token) | 0 : token
}
