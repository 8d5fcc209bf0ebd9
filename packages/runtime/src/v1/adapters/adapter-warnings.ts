import { missingPackagesOf } from '@flightdeck/builtin-agent/parts'
import type { CopilotServiceAdapter } from './service-adapter.ts'

/** What is known of an adapter of this package when it is constructed. */
export interface AdapterNotes {
  /** Its class, as the application names it. */
  readonly name: string
  /** What it was constructed with. */
  readonly params: object
  readonly options: Readonly<Record<string, true>>
  /** Its model, as `provider/model`. */
  readonly model: string
  /** Says which options have no effect. @default none */
  readonly useless?: readonly string[]
}

const notes = new WeakMap<CopilotServiceAdapter, AdapterNotes>()
/** What is missing for an adapter, by its name and provider: adapters may be made for every request. */
const missing = new Map<string, string[]>()

/** Notes what to warn of when the adapter is bound to a runtime, whose logger is told. */
export function noteAdapter(adapter: CopilotServiceAdapter, about: AdapterNotes): void {
  notes.set(adapter, about)
}

/** What to warn of: options that the adapter does not have or does not use, and packages that are not installed. */
export function warningsOf(adapter: CopilotServiceAdapter | undefined): string[] {
  const about = adapter && notes.get(adapter)
  if (about === undefined) return []
  const { name, params, options, model, useless = [] } = about
  const unknown = Object.keys(params)
    .filter((option) => !Object.hasOwn(options, option))
    .map((option) => `${name} has no option '${option}'. Its options are: ${Object.keys(options).join(', ')}`)
  return [...unknown, ...useless, ...missingFor(name, model)]
}

function missingFor(name: string, model: string): string[] {
  const key = `${name} ${model.split('/', 1)}`
  const known = missing.get(key) ?? missingPackagesOf(model, name)
  missing.set(key, known)
  return known
}
