/**
 * Returns the recording with a file name that OpenAI accepts. OpenAI detects the format by the extension: for Ogg it
 * accepts `ogg` and `oga`, but not `opus`, which messengers use for voice notes.
 */
export function nameForOpenAI(file: File): File {
  if (!/\.opus$/i.test(file.name)) return file
  return new File([file], file.name.replace(/opus$/i, 'ogg'), { type: file.type })
}
