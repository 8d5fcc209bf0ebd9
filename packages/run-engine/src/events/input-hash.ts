import type { RunAgentInput } from './events.ts'

/**
 * Returns a hash of what a run is asked to do: two requests with equal hashes ask for the same. It does not depend on the
 * order of the members of objects. Not cryptographic: a collision only concerns runs that have the same id on one thread.
 */
export function hashOfInput(agentId: string, input: RunAgentInput): string {
  const { messages, state, tools, context, forwardedProps, resume, parentRunId } = input
  const hash = new JsonHash()
  for (const value of [agentId, messages, state, tools, context, forwardedProps, resume, parentRunId]) {
    hash.add(value)
  }
  return hash.text()
}

/** A 64-bit hash of JSON values, as two FNV-1a hashes. Encodes nothing: a request has up to megabytes of messages. */
class JsonHash {
  #low = 0x811c9dc5
  #high = 0x9e3779b9
  readonly #ancestors: object[] = []

  add(value: unknown): void {
    if (typeof value === 'string') this.#text('"', value)
    else if (typeof value !== 'object' || value === null) this.#text('=', String(value))
    // Input of an application, unlike JSON, may contain itself.
    else if (this.#ancestors.includes(value)) this.#text('^', '')
    else {
      this.#ancestors.push(value)
      if (Array.isArray(value)) this.#list(value)
      else this.#record(value)
      this.#ancestors.pop()
    }
  }

  text(): string {
    return [this.#high, this.#low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
  }

  #list(values: readonly unknown[]): void {
    this.#text('[', String(values.length))
    for (const value of values) this.add(value)
  }

  #record(value: object): void {
    const members = value as Readonly<Record<string, unknown>>
    const names = Object.keys(members).filter((name) => members[name] !== undefined)
    this.#text('{', String(names.length))
    for (const name of names.sort()) {
      this.#text(':', name)
      this.add(members[name])
    }
  }

  /** The length keeps neighbouring texts apart. */
  #text(kind: string, text: string): void {
    this.#unit(kind.charCodeAt(0))
    this.#unit(text.length)
    for (let index = 0; index < text.length; index += 1) this.#unit(text.charCodeAt(index))
  }

  #unit(unit: number): void {
    this.#low = Math.imul(this.#low ^ unit, 0x01000193)
    this.#high = Math.imul(this.#high ^ unit, 0x85ebca6b)
  }
}
