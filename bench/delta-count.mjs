const MARK = Buffer.from('"delta":"')

/** Counts the deltas in a byte stream, however it is split into chunks. */
export class DeltaCount {
  count = 0
  /** @type {Buffer} */
  #rest = Buffer.alloc(0)

  /** @param {Uint8Array} chunk */
  add(chunk) {
    const bytes = Buffer.concat([this.#rest, chunk])
    let from = 0
    for (let at = bytes.indexOf(MARK); at !== -1; at = bytes.indexOf(MARK, from)) {
      this.count += 1
      from = at + MARK.length
    }
    this.#rest = bytes.subarray(Math.max(from, bytes.length - MARK.length + 1))
  }
}
