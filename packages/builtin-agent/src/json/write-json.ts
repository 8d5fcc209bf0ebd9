/**
 * Writes a value as JSON. Integers too large for a number, which databases give, are written as strings. Undefined for what
 * JSON has nothing for, such as a function.
 *
 * @throws {TypeError} for a value that contains itself, or that does not let itself be written
 */
export function writeJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return writeWithIntegers(value)
  }
}

function writeWithIntegers(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_key, member: unknown) =>
      typeof member === 'bigint' ? member.toString() : member,
    )
  } catch (cause) {
    throw new TypeError('The result cannot be written as JSON', { cause })
  }
}
