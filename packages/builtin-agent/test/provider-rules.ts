import { isRecord } from '../src/json/fields.ts'
import type { TestApi } from './model-apis.ts'
import { failure, type ProviderRequest } from './provider-mock.ts'

type Fields = Record<string, unknown>
type Answer = (response: Parameters<ReturnType<typeof failure>>[0], request: ProviderRequest) => void

/** Answers a request that keeps the documented rules of its API, and refuses any other with 400, as the provider does. */
export function strict(api: TestApi, answer: Answer): Answer {
  return (response, request) => {
    const broken = brokenRules(request)
    if (broken.length === 0) answer(response, request)
    else failure(400, api.failure(400, broken.join('; ')))(response)
  }
}

/** The documented rules that a request breaks, in words. */
export function brokenRules({ path, body }: Pick<ProviderRequest, 'path' | 'body'>): string[] {
  const broken: string[] = []
  const check = (isKept: boolean, rule: string): void => {
    if (!isKept) broken.push(rule)
  }
  check(!hasLoneSurrogate(body), 'the body has half a surrogate pair')
  if (path.endsWith('/chat/completions')) checkChat(body, check)
  else if (path.endsWith('/responses')) checkResponses(body, check)
  else if (path.endsWith('/messages')) checkAnthropic(body, check)
  else checkGemini(body, check)
  return broken
}

type Check = (isKept: boolean, rule: string) => void

const OPENAI_NAME = /^[a-zA-Z0-9_-]{1,64}$/
const IMAGE = /^image\/(?:png|jpeg|gif|webp)$/

function checkChat(body: Fields, check: Check): void {
  const messages = list(body.messages)
  check(messages.length > 0, 'messages is empty')
  let open = new Set<string>()
  for (const message of messages) {
    const { role, content } = message
    if (role === 'tool') {
      check(open.delete(String(message.tool_call_id)), 'a tool message does not follow a call with its id')
      check(typeof content === 'string' || list(content).length > 0, 'a tool message has no content')
      continue
    }
    check(open.size === 0, 'a tool call is not followed by a tool message')
    open = new Set()
    const calls = list(message.tool_calls)
    if (role === 'assistant') {
      check(
        typeof content === 'string' || calls.length > 0,
        'an assistant message has neither content nor tool_calls',
      )
      check(message.tool_calls === undefined || calls.length > 0, 'tool_calls is empty')
    } else {
      check(['user', 'system', 'developer'].includes(String(role)), `unknown role ${String(role)}`)
      check(
        typeof content === 'string' || list(content).length > 0,
        `the content of a ${String(role)} message is empty`,
      )
    }
    const isSigned = calls.some((call) => fields(fields(call.extra_content).google).thought_signature)
    check(
      calls.length === 0 || !/gemini-3/.test(String(body.model)) || isSigned,
      'a tool call has no thought signature',
    )
    for (const call of calls) {
      const { name, arguments: args } = fields(call.function)
      check(String(call.id).length <= 40, 'the id of a tool call is too long')
      check(OPENAI_NAME.test(String(name)), 'the name of a tool call has other characters')
      check(isJsonObject(args), 'the arguments of a tool call are no JSON object')
      check(!open.has(String(call.id)), 'two tool calls of a message have one id')
      open.add(String(call.id))
    }
    if (role === 'user') for (const part of list(content)) checkChatPart(part, check)
  }
  check(open.size === 0, 'a tool call is not followed by a tool message')
  for (const tool of list(body.tools)) {
    const { name, parameters } = fields(tool.function)
    check(OPENAI_NAME.test(String(name)), 'the name of a tool has other characters')
    checkParameters(parameters, check, false)
  }
}

function checkChatPart(part: Fields, check: Check): void {
  switch (part.type) {
    case 'text':
      check(typeof part.text === 'string', 'a text part has no text')
      break
    case 'image_url':
      checkImageUrl(fields(part.image_url).url, check)
      break
    case 'input_audio': {
      const { data, format } = fields(part.input_audio)
      check((format === 'wav' || format === 'mp3') && isBase64(data), 'audio is neither wav nor mp3')
      break
    }
    case 'file': {
      const { file_data, file_id } = fields(part.file)
      check(typeof file_id === 'string' || isDataUrl(file_data, /^application\/pdf$/), 'a file is no PDF')
      break
    }
    default:
      check(false, `unknown part type ${String(part.type)}`)
  }
}

function checkImageUrl(url: unknown, check: Check): void {
  if (!String(url).startsWith('data:')) check(/^https?:/.test(String(url)), 'the URL of an image is none')
  else check(isDataUrl(url, IMAGE), 'the data of an image is no PNG, JPEG, GIF or WebP in base64')
}

function checkResponses(body: Fields, check: Check): void {
  const input = list(body.input)
  check(input.length > 0, 'input is empty')
  const open = new Set<string>()
  const used = new Set<string>()
  for (const item of input) {
    const id = String(item.call_id)
    if (item.type === 'function_call') {
      check(id.length <= 64, 'a call_id is too long')
      check(OPENAI_NAME.test(String(item.name)), 'the name of a function call has other characters')
      check(isJsonObject(item.arguments), 'the arguments of a function call are no JSON object')
      check(!used.has(id), 'two function calls have one call_id')
      open.add(id)
      used.add(id)
    } else if (item.type === 'function_call_output') {
      check(open.delete(id), 'an output has no function call')
    } else if (item.role === 'user') {
      check(list(item.content).length > 0, 'the content of a user message is empty')
      for (const part of list(item.content)) checkResponsesPart(part, check)
    }
  }
  check(open.size === 0, 'a function call has no output')
  for (const tool of list(body.tools)) {
    check(OPENAI_NAME.test(String(tool.name)), 'the name of a tool has other characters')
    checkParameters(tool.parameters, check, true)
    checkNoUnion(tool.parameters, check)
  }
}

function checkResponsesPart(part: Fields, check: Check): void {
  switch (part.type) {
    case 'input_text':
      check(typeof part.text === 'string', 'a text part has no text')
      break
    case 'input_image':
      if (part.file_id === undefined) checkImageUrl(part.image_url, check)
      break
    case 'input_file':
      check(
        part.file_id !== undefined ||
          part.file_url !== undefined ||
          isDataUrl(part.file_data, /^application\/pdf$/),
        'a file is no PDF',
      )
      break
    default:
      check(false, `unknown part type ${String(part.type)}`)
  }
}

const ANTHROPIC_ID = /^[a-zA-Z0-9_-]+$/
const ANTHROPIC_NAME = /^[a-zA-Z0-9_-]{1,128}$/

function checkAnthropic(body: Fields, check: Check): void {
  const messages = list(body.messages)
  check(messages.length > 0, 'messages is empty')
  check(messages[0]?.role === 'user', 'the first message is not of the user')
  check(messages.at(-1)?.role === 'user', 'the conversation ends with the assistant')
  for (const block of list(body.system)) check(isSaid(block.text), 'a system text is blank')
  let open = new Set<string>()
  const used = new Set<string>()
  for (const { role, content } of messages) {
    check(role === 'user' || role === 'assistant', `unknown role ${String(role)}`)
    const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : list(content)
    check(blocks.length > 0, 'the content of a message is empty')
    const answered = blocks
      .filter(({ type }) => type === 'tool_result')
      .map((block) => String(block.tool_use_id))
    check(
      [...open].every((id) => answered.includes(id)),
      'a tool_use is not followed by its tool_result',
    )
    check(
      answered.every((id) => open.has(id)),
      'a tool_result has no tool_use before it',
    )
    open = new Set()
    for (const block of blocks) {
      checkAnthropicBlock(block, check)
      if (block.type !== 'tool_use') continue
      const id = String(block.id)
      check(!used.has(id), 'two tool_use blocks have one id')
      open.add(id)
      used.add(id)
    }
  }
  check(open.size === 0, 'a tool_use is not followed by its tool_result')
  check(thinksBeforeCalls(body), 'the last calls do not follow a thinking block')
  check(used.size === 0 || list(body.tools).length > 0, 'a request with tool_use blocks defines no tools')
  for (const tool of list(body.tools)) {
    check(ANTHROPIC_NAME.test(String(tool.name)), 'the name of a tool has other characters')
    checkParameters(tool.input_schema, check, false)
    checkNoUnion(tool.input_schema, check)
  }
}

function checkAnthropicBlock(block: Fields, check: Check): void {
  switch (block.type) {
    case 'text':
      check(isSaid(block.text), 'a text block is blank')
      break
    case 'tool_use':
      check(ANTHROPIC_ID.test(String(block.id)), 'the id of a tool_use has other characters')
      check(ANTHROPIC_NAME.test(String(block.name)), 'the name of a tool_use has other characters')
      check(isRecord(block.input), 'the input of a tool_use is no object')
      break
    case 'tool_result':
      check(block.is_error !== true || isFilled(block.content), 'the content of an error is empty')
      for (const part of list(block.content)) checkAnthropicBlock(part, check)
      break
    case 'image':
    case 'document': {
      const { type, media_type, data } = fields(block.source)
      const isData = type === 'base64'
      const types = block.type === 'image' ? IMAGE : /^application\/pdf$/
      if (isData)
        check(
          types.test(String(media_type)) && isBase64(data),
          `the data of an ${block.type} is not accepted`,
        )
      break
    }
    case 'thinking':
      check(typeof block.signature === 'string', 'a thinking block has no signature')
      break
    case 'redacted_thinking':
      break
    default:
      check(false, `unknown block type ${String(block.type)}`)
  }
}

const GEMINI_NAME = /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/
const GEMINI_TYPES =
  /^(?:image\/(?:png|jpeg|webp|heic|heif|gif)|audio\/.+|video\/.+|application\/pdf|text\/.+)$/

function checkGemini(body: Fields, check: Check): void {
  const contents = list(body.contents)
  check(contents.length > 0, 'contents is empty')
  check(contents[0]?.role === 'user', 'the first content is not of the user')
  check(contents.at(-1)?.role === 'user', 'the conversation ends with the model')
  let calls = 0
  let before: unknown
  for (const { role, parts } of contents) {
    check(list(parts).length > 0, 'a content has no parts')
    const made = list(parts).filter((part) => part.functionCall !== undefined)
    const answered = list(parts).filter((part) => part.functionResponse !== undefined)
    check(made.length === 0 || before === 'user', 'a function call does not follow a user turn')
    check(answered.length === calls, 'the number of function responses is not that of the function calls')
    calls = made.length
    before = role
    for (const part of list(parts)) checkGeminiPart(part, check)
  }
  check(calls === 0, 'a function call has no response')
  for (const { functionDeclarations } of list(body.tools)) {
    for (const declared of list(functionDeclarations)) {
      check(GEMINI_NAME.test(String(declared.name)), 'the name of a function has other characters')
      const schema = declared.parameters ?? declared.parametersJsonSchema
      if (schema !== undefined) checkGeminiSchema(schema, check)
    }
  }
}

function checkGeminiPart(part: Fields, check: Check): void {
  if (part.functionCall !== undefined) {
    const { name, args } = fields(part.functionCall)
    check(GEMINI_NAME.test(String(name)) && isRecord(args), 'a function call has no valid name or arguments')
  } else if (part.inlineData !== undefined) {
    const { mimeType, data } = fields(part.inlineData)
    check(
      GEMINI_TYPES.test(String(mimeType)) && isBase64(data),
      `the inline data ${String(mimeType)} is not accepted`,
    )
  } else if (part.functionResponse === undefined && part.fileData === undefined) {
    check(
      (typeof part.text === 'string' && part.text !== '') || part.thoughtSignature !== undefined,
      'a part is empty',
    )
  }
}

function checkGeminiSchema(given: unknown, check: Check): void {
  const schema = fields(given)
  const { format, type, items, required, properties } = schema
  const known = ['enum', 'date-time', 'int32', 'int64', 'float', 'double']
  check(format === undefined || known.includes(String(format)), `the format ${String(format)} is unknown`)
  check(String(type).toLowerCase() !== 'array' || items !== undefined, 'an array has no items')
  check(
    schema.$ref === undefined && schema.oneOf === undefined,
    'a schema has keywords that Gemini does not know',
  )
  for (const name of Array.isArray(required) ? required : [])
    check(Object.hasOwn(fields(properties), String(name)), 'a required property is not defined')
  for (const property of Object.values(fields(properties))) checkGeminiSchema(property, check)
  if (items !== undefined) checkGeminiSchema(items, check)
}

const ROOT_UNIONS = ['anyOf', 'oneOf', 'allOf', 'not', 'enum', '$ref']

function checkParameters(given: unknown, check: Check, needsItems: boolean): void {
  const schema = fields(given)
  check(schema.type === 'object', 'the schema of a tool is not of type object')
  check(isRecord(schema.properties), 'the schema of a tool has no properties')
  checkSchema(schema, check, needsItems)
}

/** OpenAI and Anthropic reject a union at the root; hosts of their APIs are less strict. */
function checkNoUnion(given: unknown, check: Check): void {
  const schema = fields(given)
  check(
    ROOT_UNIONS.every((keyword) => schema[keyword] === undefined),
    'the schema of a tool has a union at its root',
  )
}

function checkSchema(schema: Fields, check: Check, needsItems: boolean): void {
  check(schema.required === undefined || Array.isArray(schema.required), 'required is no list')
  check(!needsItems || schema.type !== 'array' || schema.items !== undefined, 'an array has no items')
  for (const property of Object.values(fields(schema.properties)))
    checkSchema(fields(property), check, needsItems)
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value : []
}

function fields(value: unknown): Fields {
  return isRecord(value) ? value : {}
}

/** With a budget for thinking, the calls that the assistant made last follow a thinking block. */
function thinksBeforeCalls({ thinking, messages }: Fields): boolean {
  const last = list(messages).findLast(({ role }) => role === 'assistant')
  const blocks = list(last?.content)
  if (fields(thinking).type !== 'enabled' || !blocks.some(({ type }) => type === 'tool_use')) return true
  return ['thinking', 'redacted_thinking'].includes(String(blocks[0]?.type))
}

function isFilled(content: unknown): boolean {
  return typeof content === 'string' ? content.trim() !== '' : list(content).length > 0
}

function isSaid(text: unknown): boolean {
  return typeof text === 'string' && text.trim() !== ''
}

function isJsonObject(json: unknown): boolean {
  try {
    return isRecord(JSON.parse(String(json)))
  } catch {
    return false
  }
}

function isBase64(data: unknown): boolean {
  return typeof data === 'string' && data.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(data)
}

function isDataUrl(url: unknown, mediaType: RegExp): boolean {
  const [, type = '', data = ''] = /^data:([^;]+);base64,(.*)$/s.exec(String(url)) ?? []
  return mediaType.test(type) && isBase64(data)
}

function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return /\p{Surrogate}/u.test(value)
  if (Array.isArray(value)) return value.some(hasLoneSurrogate)
  return isRecord(value) && Object.entries(value).flat().some(hasLoneSurrogate)
}
