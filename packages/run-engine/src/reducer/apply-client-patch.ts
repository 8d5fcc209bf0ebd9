import type { JsonPatchOperation } from '@ag-ui/core'

/**
 * Steps that the operations of one patch may need together, for each character that the document may have. Shifting the
 * items of a list and comparing objects cost steps, because each of many short operations can visit a large document.
 */
const STEPS_PER_CHARACTER = 4

/** Steps for each compared key. Keys of a large object are slow to list. */
const STEPS_PER_KEY = 8

/** Items of a list that shift in one step. */
const SHIFTED_PER_STEP = 16

/** Thrown when a patch exceeds a limit. */
export const EXCEEDED: RangeError = new RangeError('The patch exceeds a limit')

type Path = readonly string[]
type Container = Record<string | number, unknown>

/**
 * The containers that were created for one document, which may be changed in place, with the number of entries of each
 * object. All others are shared with what the document was made of.
 */
export type OwnContainers = WeakMap<object, number>

/**
 * Applies the operations of one RFC 6902 patch to a JSON document. What is not in `own` stays unchanged: it is copied when it
 * is changed for the first time, so that a short patch of a large document costs no copy of it. `undo` restores the document.
 *
 * Deviations of the clients' library from the RFC are reproduced, so that server and clients hold the same document: a move
 * or copy beyond the end of an array appends, and an index to add at may have leading zeros.
 */
export class PatchDraft {
  root: unknown
  /** Characters of JSON that were copied. */
  copied = 0
  readonly #own: OwnContainers
  readonly #maxBytes: number
  #stepsLeft: number
  /** Characters of JSON that were added, without those of the values in `#dropped`. */
  #growth = 0
  readonly #dropped: unknown[] = []
  /** Removed keys. Their values are undefined until the patch is complete, so that undoing it keeps the order of keys. */
  readonly #removed: [container: Container, key: string][] = []
  readonly #undo: (() => void)[] = []

  /** @param maxBytes characters of JSON that may be copied, and that the document may have */
  constructor(root: unknown, own: OwnContainers, maxBytes: number) {
    this.root = root
    this.#own = own
    this.#maxBytes = maxBytes
    this.#stepsLeft = maxBytes * STEPS_PER_CHARACTER
  }

  /** By how many characters of JSON the document has grown, or more. */
  growth(): number {
    const sizes = this.#dropped.map(sizeOf).filter(Number.isFinite)
    return this.#growth - sizes.reduce((sum, size) => sum + size, 0)
  }

  /** Completes the patch. */
  settle(): void {
    for (const [container, key] of this.#removed) if (container[key] === undefined) delete container[key]
  }

  /** Restores the document. */
  undo(): void {
    for (const restore of this.#undo.reverse()) restore()
  }

  /**
   * Returns false if the operation cannot be applied.
   *
   * @throws EXCEEDED, and RangeError for a document that is nested deeper than the stack
   */
  apply(operation: JsonPatchOperation): boolean {
    const path = parsePointer(operation.path)
    if (path === undefined) return false
    switch (operation.op) {
      case 'add':
        return operation.value !== undefined && this.#add(path, operation.value)
      case 'replace':
        return (
          operation.value !== undefined &&
          this.#isThere(path) &&
          this.#put(path, operation.value, sizeOf(operation.value))
        )
      case 'remove':
        return this.#isThere(path) && this.#remove(path, true)
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
    return this.#insert(path, value, sizeOf(value))
  }

  #test(path: Path, value: unknown): boolean {
    return this.#isEqual(this.#valueAt(path), value)
  }

  #copy(from: Path | undefined, path: Path): boolean {
    if (from === undefined || !this.#isThere(from)) return false
    const value = this.#valueAt(from)
    if (typeof value === 'function') return false
    // A copy shares nothing, so that the memory of a document is as large as its JSON.
    const json = JSON.stringify(value)
    this.copied += json.length
    if (this.copied > this.#maxBytes) throw EXCEEDED
    return this.#insert(path, JSON.parse(json), json.length)
  }

  #spend(steps: number): void {
    this.#stepsLeft -= steps
    if (this.#stepsLeft < 0) throw EXCEEDED
  }

  #move(from: Path | undefined, path: Path): boolean {
    if (from === undefined || !this.#isThere(from)) return false
    const value = this.#valueAt(from)
    if (path.length === 0) {
      if (typeof value === 'function') return false
      // The document does not grow: the value was a part of it.
      this.#setRoot(value)
      return true
    }
    // The target must exist before the value is removed and after it, when indexes have shifted.
    if (from.length === 0 || !this.#hasPlaceFor(path)) return false
    this.#remove(from, false)
    return typeof value !== 'function' && this.#insert(path, value, 0)
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
    this.#own.set(copy, Array.isArray(copy) ? 0 : Object.keys(copy).length)
    return copy
  }

  /** @param size characters of JSON of the value, as far as it adds them to the document */
  #insert(path: Path, value: unknown, size: number): boolean {
    const parent = this.#parentOf(path)
    if (path.length === 0 || !Array.isArray(parent)) return this.#put(path, value, size)
    const key = keyIn(parent, path.at(-1))
    if (typeof key !== 'number') return false
    const index = key < 0 ? Math.max(0, parent.length + key) : Math.min(key, parent.length)
    this.#spend((parent.length - index) / SHIFTED_PER_STEP)
    this.#growth += size + (parent.length > 0 ? 1 : 0)
    parent.splice(index, 0, value)
    this.#undo.push(() => parent.splice(index, 1))
    return true
  }

  #put(path: Path, value: unknown, size: number): boolean {
    const token = path.at(-1)
    if (token === undefined) {
      this.#growth += size
      this.#dropped.push(this.root)
      this.#setRoot(value)
      return true
    }
    const parent = this.#parentOf(path)
    if (parent === undefined) return false
    const key = keyIn(parent, token)
    const isOwn = Object.hasOwn(parent, key)
    const before = isOwn ? parent[key] : undefined
    this.#growth += size
    if (before === undefined) this.#countEntry(parent, key, 1)
    else this.#dropped.push(before)
    parent[key] = value
    this.#undo.push(() => {
      if (isOwn) parent[key] = before
      else delete parent[key]
    })
    return true
  }

  #setRoot(value: unknown): void {
    const before = this.root
    this.root = value
    this.#undo.push(() => {
      this.root = before
    })
  }

  /** @param isDropped whether the value leaves the document */
  #remove(path: Path, isDropped: boolean): boolean {
    const token = path.at(-1)
    if (token === undefined) return this.#put(path, null, sizeOf(null))
    const parent = this.#parentOf(path)
    if (parent === undefined) return false
    if (Array.isArray(parent)) {
      const index = Number(token)
      this.#spend((parent.length - index) / SHIFTED_PER_STEP)
      if (parent.length > 1) this.#growth -= 1
      const [value] = parent.splice(index, 1)
      if (isDropped) this.#dropped.push(value)
      this.#undo.push(() => parent.splice(index, 0, value))
      return true
    }
    // A member of the prototype is there, but not in the JSON.
    if (!Object.hasOwn(parent, token)) return true
    const before = parent[token]
    if (isDropped) this.#dropped.push(before)
    this.#countEntry(parent, token, -1)
    parent[token] = undefined
    this.#removed.push([parent, token])
    this.#undo.push(() => {
      parent[token] = before
    })
    return true
  }

  /** Counts a key that is added to an object or removed from it. */
  #countEntry(object: Container, key: string | number, change: 1 | -1): void {
    const before = this.#own.get(object) ?? 0
    const others = change === 1 ? before : before - 1
    this.#growth += change * (JSON.stringify(String(key)).length + 1 + (others > 0 ? 1 : 0))
    this.#own.set(object, before + change)
    this.#undo.push(() => this.#own.set(object, before))
  }

  #isEqual(one: unknown, other: unknown): boolean {
    if (one === other) return true
    if (!isContainer(one) || !isContainer(other)) return false
    if (Array.isArray(one) || Array.isArray(other)) {
      if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false
      this.#spend(one.length)
      return one.every((item, index) => this.#isEqual(item, other[index]))
    }
    const keys = keysOf(one)
    this.#spend(keys.length * STEPS_PER_KEY)
    return (
      keys.length === keysOf(other).length &&
      keys.every((key) => Object.hasOwn(other, key) && this.#isEqual(one[key], other[key]))
    )
  }
}

/** Characters of the JSON of a document; `Infinity` if it is nested too deeply for JSON. */
export function sizeOf(document: unknown): number {
  try {
    return JSON.stringify(document)?.length ?? 0
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

/** The keys of an object, without those that the patch has removed. */
function keysOf(object: Container): string[] {
  return Object.keys(object).filter((key) => object[key] !== undefined)
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
