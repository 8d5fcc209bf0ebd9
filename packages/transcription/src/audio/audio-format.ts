/** An audio container that browsers record and providers accept. */
export type AudioFormat = 'mp3' | 'mp4' | 'wav' | 'webm' | 'ogg' | 'flac' | 'aac'

/** Media types and file name extensions of a format. */
export interface FormatRow {
  /** Media types. The first is used for recordings sent without one. */
  readonly types: readonly [string, ...string[]]
  /** File name extensions. The first is used for recordings sent without one. */
  readonly extensions: readonly [string, ...string[]]
}

/** Every format. */
export const formats: Readonly<Record<AudioFormat, FormatRow>> = {
  mp3: {
    types: ['audio/mpeg', 'audio/mp3', 'audio/mpga', 'audio/mpeg3', 'audio/x-mpeg', 'audio/x-mp3'],
    extensions: ['mp3', 'mpga', 'mpeg'],
  },
  mp4: {
    types: ['audio/mp4', 'audio/m4a', 'audio/x-m4a', 'audio/mp4a-latm', 'video/mp4'],
    extensions: ['mp4', 'm4a'],
  },
  wav: {
    types: ['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave', 'audio/x-pn-wav'],
    extensions: ['wav'],
  },
  webm: { types: ['audio/webm', 'video/webm'], extensions: ['webm'] },
  ogg: {
    types: ['audio/ogg', 'audio/opus', 'audio/vorbis', 'application/ogg', 'video/ogg'],
    extensions: ['ogg', 'oga', 'opus'],
  },
  flac: { types: ['audio/flac', 'audio/x-flac'], extensions: ['flac'] },
  aac: { types: ['audio/aac', 'audio/aacp', 'audio/x-aac'], extensions: ['aac'] },
}

const formatOfType = new Map<string, AudioFormat>()
const formatOfExtension = new Map<string, AudioFormat>()
for (const [format, { types, extensions }] of Object.entries(formats) as [AudioFormat, FormatRow][]) {
  for (const type of types) formatOfType.set(type, format)
  for (const extension of extensions) formatOfExtension.set(extension, format)
}

/** The formats as media types, for messages. */
export const supportedTypes: readonly string[] = Object.values(formats).map(({ types: [type] }) => type)

/** A media type without its parameters: `audio/webm` of `Audio/WebM; codecs=opus`. */
export function baseType(type: string): string {
  return type.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/** The format of a media type, or undefined if it is not a known one. Parameters are ignored. */
export function formatOf(type: string): AudioFormat | undefined {
  return formatOfType.get(baseType(type))
}

/** The default media type of a format. */
export function typeOf(format: AudioFormat): string {
  return formats[format].types[0]
}

const EXTENSION = /\.([a-z0-9]{1,5})$/i
const MAX_NAME_LENGTH = 200
// biome-ignore lint/suspicious/noControlCharactersInRegex: a control character in a name breaks the provider's form.
const FORBIDDEN_CHARACTERS = /[\u0000-\u001f\u007f"]/g

/** Returns a file name for a format: the given name without folders, with its extension replaced if that is wrong. */
export function nameFor(format: AudioFormat, given: string): string {
  const [extension] = formats[format].extensions
  const name = (given.split(/[/\\]/).at(-1) ?? '')
    .replace(FORBIDDEN_CHARACTERS, '')
    .trim()
    .slice(-MAX_NAME_LENGTH)
  const own = EXTENSION.exec(name)?.[1]?.toLowerCase()
  const named = own === undefined ? undefined : formatOfExtension.get(own)
  if (named === format) return name
  const stem = named === undefined ? name : name.replace(EXTENSION, '')
  return `${stem || 'recording'}.${extension}`
}
