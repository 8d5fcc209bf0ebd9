/**
 * The same recording under a name that OpenAI knows. It goes by the extension, and of those for Ogg it takes `ogg` and
 * `oga`, but not `opus`, as messengers name their voice notes.
 */
export function nameForOpenAI(file: File): File {
  if (!/\.opus$/i.test(file.name)) return file
  return new File([file], file.name.replace(/opus$/i, 'ogg'), { type: file.type })
}
