import type { JsonPatchOperation } from '@ag-ui/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { properties } from '../../test/properties.ts'
import { sizeOf } from './apply-client-patch.ts'
import { type Patched, PatchedDocument } from './patched-document.ts'
import { StateBudget, UNLIMITED_STATE } from './state-limits.ts'

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

/** The document after one patch. */
interface Result {
  readonly patched: Patched
  readonly document: unknown
  readonly copied: number
}

function applyPatch(
  given: unknown,
  patch: readonly JsonPatchOperation[],
  limits = UNLIMITED_STATE,
  bound = 0,
): Result {
  const budget = new StateBudget(limits)
  const document = new PatchedDocument(given, bound)
  const patched = document.patch(patch, budget)
  return { patched, document: document.value, copied: budget.copied }
}

function apply(document: unknown, ...patch: JsonPatchOperation[]): unknown {
  const applied = applyPatch(document, patch)
  return applied.patched === 'applied' ? applied.document : undefined
}

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

describe('a patched document', () => {
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
    expect(applyPatch({ list: [1, 2], text: 'abc' }, [operation]).patched).toBe('failed')
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

  it('is not copied by later patches, so that each costs what it changes', () => {
    const document = new PatchedDocument({ wide: { a: 1 } }, 0)
    const budget = new StateBudget(UNLIMITED_STATE)
    const patchWith = (op: JsonPatchOperation) => document.patch([op], budget)
    patchWith({ op: 'add', path: '/wide/b', value: 2 })
    const { wide } = document.value as { wide: object }
    patchWith({ op: 'add', path: '/wide/c', value: 3 })
    patchWith({ op: 'remove', path: '/wide/a' })
    expect(document.value).toEqual({ wide: { b: 2, c: 3 } })
    expect((document.value as { wide: object }).wide).toBe(wide)
  })

  it('shares unchanged parts', () => {
    const document = { kept: { a: 1 }, touched: { b: 1 } }
    const patched = applyPatch(document, [{ op: 'add', path: '/touched/c', value: 1 }])
    expect(patched.document).toHaveProperty('kept', document.kept)
    expect(document.touched).toEqual({ b: 1 })
  })

  it.each(['/__proto__/polluted', '/constructor/prototype/polluted', '/a/__proto__', '/toString/polluted'])(
    'never writes to a prototype (%s)',
    (path) => {
      expect(applyPatch({ a: {} }, [{ op: 'add', path, value: true }]).patched).toBe('failed')
      expect(applyPatch({ a: {} }, [{ op: 'copy', from: '/a', path }]).patched).toBe('failed')
      expect('polluted' in {}).toBe(false)
    },
  )

  it('keeps an own key named __proto__ where the document has one', () => {
    const document: unknown = JSON.parse('{"a":{"__proto__":{"x":1}}}')
    const patched = applyPatch(document, [{ op: 'add', path: '/a/b', value: 1 }])
    expect(JSON.stringify(patched.document)).toBe('{"a":{"__proto__":{"x":1},"b":1}}')
  })

  it('fails without throwing for an illegal patch, and for documents deeper than the stack', () => {
    let deep: unknown = 0
    let other: unknown = 0
    for (let level = 0; level < 100_000; level++) [deep, other] = [[deep], [other]]
    expect(applyPatch(deep, [{ op: 'test', path: '', value: other }]).patched).toBe('failed')
    const garbage: unknown[] = [null, 7, {}, { op: 'toString', path: '' }, { op: 'add', path: '/a' }]
    for (const operation of garbage) {
      expect(applyPatch({}, [operation as JsonPatchOperation]).patched).toBe('failed')
    }
  })

  it('has the same result as the library of the clients', { timeout: 240_000 }, () => {
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

  it('takes one patch after another, knows its size, and is as before after one that fails or is too large', {
    timeout: 240_000,
  }, () => {
    const patches = fc.array(fc.array(operation, { minLength: 1, maxLength: 4 }), {
      minLength: 2,
      maxLength: 6,
    })
    const counts = { applied: 0, failed: 0, exceeded: 0 }
    fc.assert(
      fc.property(container, patches, (given, all) => {
        const document = new PatchedDocument(given, sizeOf(given))
        for (const patch of all) {
          const before = JSON.stringify(document.value)
          const next = applyPatch(JSON.parse(before), patch)
          const limits = { ...UNLIMITED_STATE, maxStateBytes: sizeOf(next.document) }
          const tooSmall = new StateBudget({ ...limits, maxStateBytes: limits.maxStateBytes - 1 })
          if (next.patched === 'applied') {
            expect(document.patch(patch, tooSmall)).toBe('exceeded')
            counts.exceeded += 1
            expect(JSON.stringify(document.value)).toBe(before)
          }
          const isPlain = patch.every(({ op }) => op !== 'copy' && op !== 'test')
          const patched = document.patch(patch, new StateBudget(isPlain ? limits : UNLIMITED_STATE))
          expect(patched).toBe(next.patched)
          expect(document.value).toEqual(next.document)
          if (patched === 'failed') expect(JSON.stringify(document.value)).toBe(before)
          counts[patched] += 1
        }
      }),
      { ...properties, numRuns: 5 * properties.numRuns },
    )
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(properties.numRuns)
  })

  describe('with limits', () => {
    const limits = { maxStateBytes: 100_000, maxPatchOperations: 1_000 }
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
      const size = sizeOf(document)
      const before = JSON.stringify(document)
      const result = applyPatch(document, patch, { ...limits, maxStateBytes: size + 100_000 }, size)
      expect(result.patched).toBe('exceeded')
      expect(JSON.stringify(result.document)).toBe(before)
    })

    it('reports the characters that were copied', () => {
      const patch: JsonPatchOperation[] = [{ op: 'copy', from: '/a', path: '/b' }]
      expect(applyPatch({ a: 'xyz' }, patch, limits)).toMatchObject({
        patched: 'applied',
        copied: '"xyz"'.length,
      })
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
