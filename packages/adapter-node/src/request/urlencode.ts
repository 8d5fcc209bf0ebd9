/**
 * Serializes a parsed form as `application/x-www-form-urlencoded`, so that the common parsers return the same value:
 * `a=1&a=2` for arrays, `a[b]=1` for nested objects.
 */
export function urlencode(form: object): string {
  const pairs: string[] = []
  for (const [name, value] of Object.entries(form)) addPairs(pairs, name, value)
  return pairs.join('&')
}

function addPairs(pairs: string[], name: string, value: unknown): void {
  if (Array.isArray(value)) {
    value.forEach((item: unknown, index) => {
      addPairs(pairs, isRecord(item) ? `${name}[${index}]` : name, item)
    })
  } else if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) addPairs(pairs, `${name}[${key}]`, item)
  } else {
    pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(value ?? ''))}`)
  }
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
