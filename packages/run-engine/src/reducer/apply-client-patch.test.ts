import type { JsonPatchOperation } from '@ag-ui/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { properties } from '../../test/properties.ts'
import { applyPatch } from './apply-client-patch.ts'

// The browser build: strict code, in which writing to a number or a string is an error.
const browserBuild = 'fast-json-patch/index.mjs'
const jsonpatch: typeof import('fast-json-patch') = await import(browserBuild)

/** The result of the clients; undefined if they skip the patch. */
function asClients(document: unknown, patch: readonly JsonPatchOperation[]): unknown {
  let result: unknown = structuredClone(document)
  try {
    for (const operation of structuredClone(patch)) {
      // Faults of the library that are not reproduced: it copies `/list/length`, ignores copies to the root, removes
      // members from numbers, and moves into an array under a name when indexes have shifted.
      if ('from' in operation && !exists(result, operation.from)) return undefined
      if (operation.path !== '' && (typeof result !== 'object' || result === null)) return undefined
      result = jsonpatch.applyOperation(result, operation, true, false).newDocument
      if (hasNamedItem(result)) return undefined
    }
    return result
  } catch {
    return undefined
  }
}

function hasNamedItem(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value) && Object.keys(value).length !== value.length) return true
  return Object.values(value).some(hasNamedItem)
}

function exists(document: unknown, pointer: string): boolean {
  let value = document
  for (const token of pointer
    .split('/')
    .slice(1)
    .map((each) => each.replace('~1', '/'))) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return false
    if (Array.isArray(value) && token === 'length') return false
    value = Reflect.get(value, token)
  }
  return true
}

const FAILED = { ok: false, exceeded: false }

function apply(document: unknown, ...patch: JsonPatchOperation[]): unknown {
  const applied = applyPatch(document, patch)
  return applied.ok ? applied.document : undefined
}

describe('applyPatch', () => {
  it('adds, replaces, removes, moves, copies and tests', () => {
    const document = { a: { b: [1, 2] }, 'x/y': { '~': 0 } }
    expect(apply(document, { op: 'add', path: '/a/b/1', value: 9 })).toMatchObject({ a: { b: [1, 9, 2] } })
    expect(apply(document, { op: 'add', path: '/a/b/-', value: 9 })).toMatchObject({ a: { b: [1, 2, 9] } })
    expect(apply(document, { op: 'replace', path: '/x~1y/~0', value: 1 })).toMatchObject({
      'x/y': { '~': 1 },
    })
    expect(apply(document, { op: 'remove', path: '/a/b/0' })).toMatchObject({ a: { b: [2] } })
    expect(apply(document, { op: 'move', from: '/a/b', path: '/c' })).toMatchObject({ a: {}, c: [1, 2] })
    expect(apply(document, { op: 'copy', from: '/a', path: '/a/b/-' })).toMatchObject({
      a: { b: [1, 2, { b: [1, 2] }] },
    })
    expect(apply(document, { op: 'test', path: '/a', value: { b: [1, 2] } })).toEqual(document)
    expect(apply(document, { op: 'replace', path: '', value: [] })).toEqual([])
  })

  it.each<JsonPatchOperation>([
    { op: 'replace', path: '/none', value: 1 },
    { op: 'remove', path: '/list/2' },
    { op: 'add', path: '/list/3', value: 1 },
    { op: 'add', path: '/list/x', value: 1 },
    { op: 'add', path: '/none/deep', value: 1 },
    { op: 'add', path: '/text/0', value: 1 },
    { op: 'test', path: '/text', value: 'other' },
    { op: 'copy', from: '/none', path: '/a' },
    { op: 'move', from: '', path: '/a' },
    { op: 'copy', from: '/list/length', path: '/a' },
    { op: 'copy', from: '/toString', path: '/a' },
    { op: 'add', path: 'list', value: 1 },
  ])('refuses %j', (operation) => {
    expect(applyPatch({ list: [1, 2], text: 'abc' }, [operation])).toEqual(FAILED)
  })

  it('is all or nothing, and changes neither the document nor the patch', () => {
    const document = Object.freeze({ list: Object.freeze([Object.freeze({ a: 1 })]) })
    const value = Object.freeze({ b: Object.freeze([1]) })
    const patch: JsonPatchOperation[] = [
      { op: 'add', path: '/list/-', value },
      { op: 'add', path: '/list/1/b/-', value: 2 },
      { op: 'copy', from: '/list', path: '/copy' },
      { op: 'replace', path: '/copy/0/a', value: 2 },
      { op: 'remove', path: '/list/1/b/0' },
    ]
    expect(apply(document, ...patch)).toEqual({
      list: [{ a: 1 }, { b: [2] }],
      copy: [{ a: 2 }, { b: [1, 2] }],
    })
    expect(apply(document, ...patch, { op: 'remove', path: '/none' })).toBeUndefined()
    expect(document).toEqual({ list: [{ a: 1 }] })
    expect(value).toEqual({ b: [1] })
  })

  it('shares unchanged parts', () => {
    const document = { kept: { a: 1 }, touched: { b: 1 } }
    const patched = applyPatch(document, [{ op: 'add', path: '/touched/c', value: 1 }])
    expect(patched.ok && patched.document).toHaveProperty('kept', document.kept)
    expect(document.touched).toEqual({ b: 1 })
  })

  it.each(['/__proto__/polluted', '/constructor/prototype/polluted', '/a/__proto__', '/toString/polluted'])(
    'never writes to a prototype (%s)',
    (path) => {
      expect(applyPatch({ a: {} }, [{ op: 'add', path, value: true }])).toEqual(FAILED)
      expect(applyPatch({ a: {} }, [{ op: 'copy', from: '/a', path }])).toEqual(FAILED)
      expect('polluted' in {}).toBe(false)
    },
  )

  it('keeps an own key named __proto__ where the document has one', () => {
    const document: unknown = JSON.parse('{"a":{"__proto__":{"x":1}}}')
    const patched = applyPatch(document, [{ op: 'add', path: '/a/b', value: 1 }])
    expect(JSON.stringify(patched.ok && patched.document)).toBe('{"a":{"__proto__":{"x":1},"b":1}}')
  })

  it('fails without throwing for an illegal patch, and for documents deeper than the stack', () => {
    let deep: unknown = 0
    let other: unknown = 0
    for (let level = 0; level < 100_000; level++) [deep, other] = [[deep], [other]]
    expect(applyPatch(deep, [{ op: 'test', path: '', value: other }])).toEqual(FAILED)
    const garbage: unknown[] = [null, 7, {}, { op: 'toString', path: '' }, { op: 'add', path: '/a' }]
    for (const operation of garbage) {
      expect(applyPatch({}, [operation as JsonPatchOperation])).toEqual(FAILED)
    }
  })

  it('has the same result as the library of the clients', { timeout: 240_000 }, () => {
    const token = fc.constantFrom('a', 'b', 'c~1d', '0', '1', '2', '01', '', '-')
    const path = fc.array(token, { maxLength: 3 }).map((tokens) => tokens.map((each) => `/${each}`).join(''))
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        fc.constantFrom(0, 'x', null, true),
        tie('list'),
        tie('map'),
      ),
      list: fc.array(tie('json'), { maxLength: 3 }),
      map: fc.dictionary(fc.constantFrom('a', 'b', 'c/d', '0', ''), tie('json'), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
    }))
    const container = json.filter((value) => typeof value === 'object' && value !== null)
    const operation = fc.oneof<fc.Arbitrary<JsonPatchOperation>[]>(
      fc.record({ op: fc.constant('add'), path, value: json }),
      fc.record({ op: fc.constant('replace'), path, value: json }),
      fc.record({ op: fc.constant('remove'), path }),
      fc.record({ op: fc.constant('test'), path, value: json }),
      fc.record({ op: fc.constant('copy'), from: path, path }),
      fc.record({ op: fc.constant('move'), from: path.filter((pointer) => pointer !== ''), path }),
    )
    let applied = 0
    fc.assert(
      fc.property(container, fc.array(operation, { minLength: 1, maxLength: 4 }), (document, patch) => {
        const before = JSON.stringify([document, patch])
        const expected = asClients(document, patch)
        expect(apply(document, ...patch)).toEqual(expected)
        expect(JSON.stringify([document, patch])).toBe(before)
        if (expected !== undefined) applied++
      }),
      { ...properties, numRuns: 20 * properties.numRuns },
    )
    expect(applied).toBeGreaterThan(properties.numRuns)
  })

  describe('with limits', () => {
    const limits = { maxStateBytes: 100_000, maxPatchOperations: 1_000 }
    const EXCEEDED = { ok: false, exceeded: true }
    const many = <T>(count: number, make: (index: number) => T): T[] =>
      Array.from({ length: count }, (_, index) => make(index))

    it.each<[string, unknown, JsonPatchOperation[]]>([
      [
        'copies that double the document',
        { a: 1 },
        many(40, (index) => ({ op: 'copy', from: '', path: `/${index}` })),
      ],
      [
        'copies that are removed again',
        { a: 'x'.repeat(10_000) },
        many(400, (index) =>
          index % 2 === 0 ? { op: 'copy', from: '/a', path: '/b' } : { op: 'remove', path: '/b' },
        ),
      ],
      ['too many operations', {}, many(1_001, () => ({ op: 'add', path: '/a', value: 1 }))],
      [
        'comparisons of a large object',
        Object.fromEntries(many(9_000, (index) => [`k${index}`, 0])),
        many(1_000, () => ({
          op: 'test',
          path: '',
          value: Object.fromEntries(many(9_000, (at) => [`k${at}`, 0])),
        })),
      ],
      [
        'inserts before a long list',
        many(50_000, () => 0),
        many(1_000, () => ({ op: 'add', path: '/0', value: 1 })),
      ],
    ])('abandons %s', (_what, document, patch) => {
      expect(applyPatch(document, patch, limits)).toEqual(EXCEEDED)
    })

    it('reports the characters that were copied', () => {
      const patch: JsonPatchOperation[] = [{ op: 'copy', from: '/a', path: '/b' }]
      expect(applyPatch({ a: 'xyz' }, patch, limits)).toMatchObject({ ok: true, copied: '"xyz"'.length })
    })

    it('does not change a copy with its original', () => {
      const patch: JsonPatchOperation[] = [
        { op: 'copy', from: '/a', path: '/b' },
        { op: 'add', path: '/a/-', value: 2 },
        { op: 'add', path: '/b/-', value: 3 },
      ]
      expect(applyPatch({ a: [1] }, patch, limits)).toMatchObject({ document: { a: [1, 2], b: [1, 3] } })
    })
  })
})
