type Bytes = Uint8Array<ArrayBuffer>

/** A chunk of so many bytes is worth what is done for each. */
const LARGE_BYTES = 16_384
/** So many bytes of small chunks become one. */
const BLOCK_BYTES = 65_536

/**
 * Hands chunks on in their order, small ones together. What is done for each, and kept of each, then grows by their
 * bytes, however a client has cut them. A chunk that is alone or large is handed on as it is, and never copied.
 */
export class ChunkJoiner {
  readonly #onChunk: (chunk: Bytes) => void
  /** A small chunk behind which nothing has come yet. */
  #held: Bytes | undefined
  #block: Bytes = new Uint8Array(0)
  /** What of the block is still to be handed on. */
  #from = 0
  #to = 0

  constructor(onChunk: (chunk: Bytes) => void) {
    this.#onChunk = onChunk
  }

  /** @throws what the function that takes the chunks throws */
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

  /** Hands on what is left. */
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

/** All bytes in one array; an only chunk as it is. */
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
