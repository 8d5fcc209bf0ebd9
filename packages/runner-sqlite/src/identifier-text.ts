/** Begins a text that is written as JSON. */
const ESCAPED = '\u0001'

/**
 * An id or a name as every driver keeps it. Lone surrogates and U+0000 do not survive all of them, so that two ids
 * could become one; a text with such characters is kept as JSON, which spells them out.
 */
export function toText(text: string): string {
  return text.startsWith(ESCAPED) || text.includes('\0') || /\p{Surrogate}/u.test(text)
    ? ESCAPED + JSON.stringify(text)
    : text
}

/** The id or name that was kept. */
export function fromText(text: string): string {
  return text.startsWith(ESCAPED) ? (JSON.parse(text.slice(1)) as string) : text
}

/** An owner as it is kept, so that nobody is told apart from an owner whose id is empty. */
export function toOwnerText(owner: string | undefined): string {
  return owner === undefined ? '' : `:${toText(owner)}`
}

/** The owner that was kept. */
export function fromOwnerText(text: string): string | undefined {
  return text === '' ? undefined : fromText(text.slice(1))
}
