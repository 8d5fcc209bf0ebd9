/** Length of the nonce in bytes. */
const NONCE_BYTES = 12

/**
 * Encrypts revisions of a list as cursors for one owner. A store numbers the changes of all owners in one sequence, so a
 * plain number would reveal the activity of others. Cursors are valid for the lifetime of this object.
 */
export class ListCursors {
  #key: Promise<CryptoKey> | undefined

  /** Returns the cursor of a revision. */
  async seal(revision: number, owner: string | undefined): Promise<string> {
    const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
    const plain = new Uint8Array(new Float64Array([revision]).buffer)
    const sealed = await crypto.subtle.encrypt(boundTo(owner, iv), await this.#ownKey(), plain)
    return toText(new Uint8Array([...iv, ...new Uint8Array(sealed)]))
  }

  /** Returns the revision of a cursor; undefined if it was not sealed by this object for this owner. */
  async open(cursor: string, owner: string | undefined): Promise<number | undefined> {
    try {
      const bytes = fromText(cursor)
      const algorithm = boundTo(owner, bytes.slice(0, NONCE_BYTES))
      const plain = await crypto.subtle.decrypt(algorithm, await this.#ownKey(), bytes.slice(NONCE_BYTES))
      return new Float64Array(plain)[0]
    } catch {
      return undefined
    }
  }

  #ownKey(): Promise<CryptoKey> {
    this.#key ??= crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, false, ['encrypt', 'decrypt'])
    return this.#key
  }
}

function boundTo(owner: string | undefined, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
  const additionalData = new TextEncoder().encode(owner === undefined ? '' : `:${owner}`)
  return { name: 'AES-GCM', iv, additionalData }
}

function toText(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}

function fromText(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}
