import { isRecord } from '../json/fields.ts'
import type { ProviderApi } from './provider-api.ts'

/** Names that OpenAI, Anthropic and Bedrock accept. */
const ANY_START = /^[a-zA-Z0-9_-]{1,64}$/

/** Names that every provider accepts. Gemini also rejects a digit at the start, on whichever host. */
const EVERYWHERE = /^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/

const ACCEPTED: Partial<Readonly<Record<ProviderApi, RegExp>>> = {
  'openai-chat': ANY_START,
  responses: ANY_START,
  anthropic: ANY_START,
  bedrock: ANY_START,
  google: /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/,
}

/**
 * The names of the tools of one call, as its provider accepts them. A tool has another name there only if the provider would
 * reject its own, and the calls of the model get the own name back.
 */
export class ToolNames {
  readonly #accepted: RegExp
  readonly #sent = new Map<string, string>()
  readonly #own = new Map<string, string>()

  /** @param tools The tools of the call, of which each gets a name of its own */
  constructor(tools: unknown, api: ProviderApi) {
    this.#accepted = ACCEPTED[api] ?? EVERYWHERE
    const names = (Array.isArray(tools) ? tools.filter(isRecord) : []).map(({ name }) => String(name))
    const taken = new Set(names.filter((name) => this.#isAccepted(name)))
    for (const name of names) {
      if (this.#isAccepted(name)) continue
      const sent = unused(this.#toAccepted(name), taken)
      taken.add(sent)
      this.#sent.set(name, sent)
      this.#own.set(sent, name)
    }
  }

  /** The name that the provider is sent for a tool, also for one that is only in the history. */
  sent(name: unknown): string {
    const own = String(name)
    return this.#sent.get(own) ?? (this.#isAccepted(own) ? own : this.#toAccepted(own))
  }

  /** The name of the tool that the provider calls so. */
  own(name: string): string {
    return this.#own.get(name) ?? name
  }

  /** Whether a tool has another name at the provider. */
  get hasRenamed(): boolean {
    return this.#own.size > 0
  }

  /** Packages of the AI SDK look names up in plain objects, where `toString` finds a method. */
  #isAccepted(name: string): boolean {
    return this.#accepted.test(name) && !(name in Object.prototype)
  }

  #toAccepted(name: string): string {
    const replaced = name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 63)
    return this.#isAccepted(replaced) ? replaced : `_${replaced}`
  }
}

function unused(given: string, taken: ReadonlySet<string>): string {
  if (!taken.has(given)) return given
  for (let count = 2; ; count += 1) {
    const suffix = `_${count}`
    const name = given.slice(0, 64 - suffix.length) + suffix
    if (!taken.has(name)) return name
  }
}
