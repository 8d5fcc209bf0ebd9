import type { JsonPatchOperation } from '@ag-ui/core'

/**
 * Applies an RFC 6902 patch to a JSON document, completely or not at all. Document and patch stay unchanged: changed
 * parts are copied, the others are shared with the result. Never throws; a patch that fails returns `{ ok: false }`.
 * Deviations of the clients' library from the RFC are reproduced, so that server and clients hold the same document:
 * a move or copy beyond the end of an array appends, and an index to add at may have leading zeros.
 */
export function applyPatch(
  document: unknown,
  patch: readonly JsonPatchOperation[],
): { ok: true; document: unknown } | { ok: false } {
  try {
    const draft = new DocumentDraft(document)
    return patch.every((operation) => draft.apply(operation))
      ? { ok: true, document: draft.root }
      : { ok: false }
  } catch {
    // Documents are nested deeper than the stack.
    return { ok: false }
  }
}

type Path = readonly string[]
type Container = Record<string | number, unknown>

class DocumentDraft {
  root: unknown
  /** Containers that this patch created. They may be changed in place. */
  readonly #own = new Set<Container>()

  constructor(root: unknown) {
    this.root = root
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
    return isEqual(this.#valueAt(path), value)
  }

  #copy(from: Path | undefined, path: Path): boolean {
    if (from === undefined || !this.#isThere(from)) return false
    const value = this.#valueAt(from)
    // The value is now shared and must not be changed in place.
    this.#own.clear()
    return typeof value !== 'function' && this.#insert(path, value)
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
      parent.splice(key, 0, value)
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
    if (Array.isArray(parent)) parent.splice(Number(token), 1)
    else delete parent[token]
    return true
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

function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (!isContainer(one) || !isContainer(other) || Array.isArray(one) !== Array.isArray(other)) return false
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isEqual(one[key], other[key]))
  )
}
