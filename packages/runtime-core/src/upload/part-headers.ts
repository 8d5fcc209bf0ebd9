/** The headers of one part of a form. */
export interface PartHeaders {
  /** The field name. */
  readonly name: string | undefined
  /** The file name; undefined if the part is not a file. */
  readonly filename: string | undefined
  /** The media type; empty if there is none. */
  readonly type: string
}

// A value is quoted, or ends at the next semicolon.
const PARAMETER = /;\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;"]*))/g

/** Reads the headers of a part (RFC 7578) as browsers and curl write them. */
export function readPartHeaders(text: string): PartHeaders {
  const headers = new Map(text.split('\r\n').map(splitHeader))
  const disposition = headers.get('content-disposition') ?? ''
  const type = headers.get('content-type') ?? ''
  if (!/^form-data\b/i.test(disposition)) return { name: undefined, filename: undefined, type }
  const parameters = readParameters(disposition)
  const extended = decodeExtended(parameters.get('filename*'))
  return { name: parameters.get('name'), filename: extended ?? parameters.get('filename'), type }
}

/** The parameters of a header by their lower-case names, such as the `boundary` of a content type. */
export function readParameters(header: string): Map<string, string> {
  return new Map(
    [...header.matchAll(PARAMETER)].map(([, name = '', quoted, plain = '']) => [
      name.toLowerCase(),
      quoted === undefined ? plain.trim() : quoted.replace(/\\(["\\])/g, '$1').replaceAll('%22', '"'),
    ]),
  )
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]
}

/** RFC 8187, in UTF-8. */
function decodeExtended(value: string | undefined): string | undefined {
  const [, encoded] = /^utf-8'[^']*'(.*)$/i.exec(value ?? '') ?? []
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded)
  } catch {
    return undefined
  }
}
