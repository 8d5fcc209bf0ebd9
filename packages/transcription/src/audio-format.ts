/** A container of sound that browsers record and providers take. */
export type AudioFormat = 'mp3' | 'mp4' | 'wav' | 'webm' | 'ogg' | 'flac' | 'aac'

/** What is known of a format. */
export interface FormatRow {
  /** Its media types; the first is given to what came without one. */
  readonly types: readonly [string, ...string[]]
  /** Its file name extensions; the first is given to what came without one. */
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

/** The formats as media types, for people. */
export const supportedTypes: readonly string[] = Object.values(formats).map(({ types: [type] }) => type)

/** A media type without its parameters: `audio/webm` of `Audio/WebM; codecs=opus`. */
export function baseType(type: string): string {
  return type.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/** The format that a media type names, whatever its parameters. */
export function formatOf(type: string): AudioFormat | undefined {
  return formatOfType.get(baseType(type))
}

/** The media type of a format that came under none. */
export function typeOf(format: AudioFormat): string {
  return formats[format].types[0]
}

const EXTENSION = /\.([a-z0-9]{1,5})$/i
const MAX_NAME = 200
// biome-ignore lint/suspicious/noControlCharactersInRegex: a name with one in it breaks the provider's form.
const UNFIT = /[\u0000-\u001f\u007f"]/g

/** A file name that fits a format: the given one without folders, with another extension where its own lies. */
export function nameFor(format: AudioFormat, given: string): string {
  const [extension] = formats[format].extensions
  const name = (given.split(/[/\\]/).at(-1) ?? '').replace(UNFIT, '').trim().slice(-MAX_NAME)
  const own = EXTENSION.exec(name)?.[1]?.toLowerCase()
  const named = own === undefined ? undefined : formatOfExtension.get(own)
  if (named === format) return name
  const stem = named === undefined ? name : name.replace(EXTENSION, '')
  return `${stem || 'recording'}.${extension}`
}
