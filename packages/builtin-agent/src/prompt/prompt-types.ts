/** A part of a prompt message. Specifications 2 to 4 of the AI SDK agree on what is read here, except for `data` of files. */
export type PromptPart = { readonly type: string; readonly [field: string]: unknown }

/** A message of a prompt, as the AI SDK hands it to a model. The content of a system message is a string. */
export interface PromptMessage {
  readonly role: string
  readonly content: string | readonly PromptPart[]
}

/** The parts of a message. A string counts as one text part. */
export function partsOf({ content }: PromptMessage): readonly PromptPart[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content
}

/** Applies a function to every part of the messages that have parts. The function returns the parts to put in its place. */
export function mapPromptParts(
  prompt: readonly PromptMessage[],
  map: (part: PromptPart, message: PromptMessage) => readonly PromptPart[],
): PromptMessage[] {
  return prompt.map((message) =>
    typeof message.content === 'string'
      ? message
      : { ...message, content: message.content.flatMap((part) => map(part, message)) },
  )
}
