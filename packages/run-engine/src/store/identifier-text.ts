/** Prefix of a text that is stored as JSON. */
const ESCAPED = '\u0001'

/**
 * For stores: the stored form of an id or a name. Some databases refuse or lose lone surrogates and U+0000, which could make two ids equal,
 * so a text with such characters is stored as JSON, which escapes them.
 */
export function toText(text: string): string {
  return text.startsWith(ESCAPED) || text.includes('\0') || /\p{Surrogate}/u.test(text)
    ? ESCAPED + JSON.stringify(text)
    : text
}

/** For stores: the id or name of a stored form. */
export function fromText(text: string): string {
  return text.startsWith(ESCAPED) ? (JSON.parse(text.slice(1)) as string) : text
}

/** For stores: the stored form of an owner, which distinguishes no owner from an owner with an empty id. */
export function toOwnerText(owner: string | undefined): string {
  return owner === undefined ? '' : `:${toText(owner)}`
}

/** For stores: the owner of a stored form. */
export function fromOwnerText(text: string): string | undefined {
  return text === '' ? undefined : fromText(text.slice(1))
}
