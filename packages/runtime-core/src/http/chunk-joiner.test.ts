import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { properties } from '../../test/properties.ts'
import { ChunkJoiner, joinChunks } from './chunk-joiner.ts'

const KIB = 1_024

type Bytes = Uint8Array<ArrayBuffer>

function joined(chunks: Iterable<Bytes>): Bytes[] {
  const pieces: Bytes[] = []
  const joiner = new ChunkJoiner((piece) => pieces.push(piece))
  for (const chunk of chunks) joiner.add(chunk)
  joiner.end()
  return pieces
}

function* cut(bytes: Bytes, size: number): Generator<Bytes> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size)
}

describe('chunks', () => {
  test('keep their bytes and order, whatever their sizes', () => {
    const size = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 15 * KIB, max: 70 * KIB }))
    fc.assert(
      fc.property(fc.array(size, { maxLength: 30 }), (sizes) => {
        const chunks = sizes.map((length, index) => new Uint8Array(length).fill(index))
        expect(Buffer.compare(joinChunks(joined(chunks)), Buffer.concat(chunks))).toBe(0)
      }),
      properties,
    )
  })

  test('of one byte are joined into few chunks and buffers', () => {
    const bytes = Uint8Array.from({ length: 1_000_000 }, (_, at) => at % 251)
    const pieces = joined(cut(bytes, 1))
    expect(pieces.length).toBeLessThanOrEqual(Math.ceil(bytes.byteLength / (64 * KIB)))
    expect(new Set(pieces.map(({ buffer }) => buffer)).has(bytes.buffer)).toBe(false)
    expect(Buffer.compare(joinChunks(pieces), bytes)).toBe(0)
  })

  test('that are small share a buffer between large ones', () => {
    const large = new Uint8Array(16 * KIB)
    const small = [...'many a small one'].map((char) => new TextEncoder().encode(char))
    const pieces = joined(small.flatMap((chunk) => [chunk, chunk, large]))
    const buffers = new Set(pieces.map(({ buffer }) => buffer))
    expect(pieces).toHaveLength(2 * small.length)
    expect(buffers.size).toBe(2)
  })

  test('that are alone or large are not copied', () => {
    const small = new Uint8Array(10)
    const large = new Uint8Array(200 * KIB)
    expect(joined([small])[0]).toBe(small)
    expect(joinChunks([small])).toBe(small)
    const pieces = joined([small, large, small])
    expect(pieces.map((piece, index) => piece === [small, large, small][index])).toEqual([true, true, true])
  })

  test('without bytes are dropped', () => {
    expect(joined([new Uint8Array(0), new Uint8Array(0)])).toEqual([])
    expect(joinChunks([])).toEqual(new Uint8Array(0))
  })
})
