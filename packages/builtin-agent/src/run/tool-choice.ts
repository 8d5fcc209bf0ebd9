/** A tool choice in the form of the AI SDK. */
export type SdkToolChoice = 'auto' | 'required' | 'none' | { type: 'tool'; toolName: string }

/** Reads a tool choice in the format of the AI SDK or of OpenAI. Undefined for anything else. */
export function readToolChoice(value: unknown): SdkToolChoice | undefined {
  if (value === 'auto' || value === 'required' || value === 'none') return value
  if (typeof value !== 'object' || value === null) return undefined
  const {
    type,
    toolName,
    function: named,
  } = value as {
    type?: unknown
    toolName?: unknown
    function?: { name?: unknown } | null
  }
  const name = type === 'tool' ? toolName : type === 'function' ? named?.name : undefined
  return typeof name === 'string' && name !== '' ? { type: 'tool', toolName: name } : undefined
}

/** Whether a choice forces the model to call a tool. */
export function isForced(choice: SdkToolChoice | undefined): boolean {
  return choice === 'required' || typeof choice === 'object'
}
