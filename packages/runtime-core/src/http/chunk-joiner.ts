type Bytes = Uint8Array<ArrayBuffer>

/** Chunks of at least this size are passed on as they are. */
const LARGE_BYTES = 16_384
/** Smaller chunks are joined into blocks of this size. */
const BLOCK_BYTES = 65_536

/**
 * Passes chunks on in order and joins small ones, so that time and memory depend on the number of bytes and not on how
 * the client split them. A chunk that is alone or large is not copied.
 */
export class ChunkJoiner {
  readonly #onChunk: (chunk: Bytes) => void
  /** A small chunk that no other chunk has followed yet. */
  #held: Bytes | undefined
  #block: Bytes = new Uint8Array(0)
  /** Start of the part of the block that was not passed on yet. */
  #from = 0
  #to = 0

  constructor(onChunk: (chunk: Bytes) => void) {
    this.#onChunk = onChunk
  }

  /** @throws what the `onChunk` function throws */
  add(chunk: Bytes): void {
    if (chunk.byteLength === 0) return
    if (chunk.byteLength >= LARGE_BYTES) {
      this.end()
      this.#onChunk(chunk)
    } else if (this.#held === undefined && this.#from === this.#to) {
      this.#held = chunk
    } else {
      const held = this.#held
      this.#held = undefined
      if (held !== undefined) this.#append(held)
      this.#append(chunk)
    }
  }

  /** Passes on what is left. */
  end(): void {
    const held = this.#held ?? this.#block.subarray(this.#from, this.#to)
    this.#held = undefined
    this.#from = this.#to
    if (held.byteLength > 0) this.#onChunk(held)
  }

  #append(chunk: Bytes): void {
    if (this.#to + chunk.byteLength > this.#block.byteLength) {
      this.end()
      this.#block = new Uint8Array(BLOCK_BYTES)
      this.#from = 0
      this.#to = 0
    }
    this.#block.set(chunk, this.#to)
    this.#to += chunk.byteLength
  }
}

/** Returns all bytes in one array. A single chunk is not copied. */
export function joinChunks(chunks: readonly Bytes[]): Bytes {
  const [first] = chunks
  if (first !== undefined && chunks.length === 1) return first
  const whole = new Uint8Array(chunks.reduce((size, { byteLength }) => size + byteLength, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}
