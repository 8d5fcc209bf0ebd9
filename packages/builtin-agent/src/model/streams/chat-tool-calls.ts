import { isRecord } from '../../json/fields.ts'

interface Delta {
  readonly index?: unknown
  readonly id?: unknown
  readonly function?: unknown
  readonly [field: string]: unknown
}

interface Call {
  /** The index as the server has it; several calls may have the same. */
  readonly given: unknown
  /** The index as it is written. */
  readonly index: number
  id: string
  name: string
  args: string
  /** Other fields, such as `extra_content`. */
  more: Record<string, unknown>
  isWritten: boolean
}

/**
 * The tool calls of one streamed chat completion. In what is written, each call has an index of its own, its first delta has
 * its id and name, and arguments are text. Servers number all calls 0, send the id late or never, or send an object.
 */
export class ChatToolCalls {
  readonly #calls: Call[] = []

  /** The deltas of a chunk, as they are to be written. A call without an id or a name waits for it. */
  fit(deltas: unknown): object[] {
    return (Array.isArray(deltas) ? deltas : []).filter(isRecord).flatMap((delta) => this.#fit(delta))
  }

  /** The calls that still wait at the end, with new ids. A call without a name is none. */
  end(): object[] {
    return this.#calls.flatMap((call) => {
      if (call.isWritten || call.name === '') return []
      call.id ||= `call_${crypto.randomUUID().replaceAll('-', '')}`
      return [begin(call)]
    })
  }

  #fit(delta: Delta): object[] {
    const { index: _, id: givenId, function: called, type: __, ...more } = delta
    const fields = isRecord(called) ? called : {}
    const id = textOf(givenId)
    const name = textOf(fields.name)
    const args = toArguments(fields.arguments)
    const call = this.#callOf(delta, id, name) ?? this.#add(delta.index)
    call.id ||= id
    call.name ||= name
    call.args += args
    if (call.isWritten) return [{ ...more, index: call.index, function: { arguments: args } }]
    Object.assign(call.more, more)
    return call.id === '' || call.name === '' ? [] : [begin(call)]
  }

  /** The call that a delta continues; undefined if it begins one. */
  #callOf({ index }: Delta, id: string, name: string): Call | undefined {
    const hasIndex = index !== undefined && index !== null
    const sameId = id === '' ? [] : this.#calls.filter((call) => call.id === id)
    // Some servers give every call the same id. A name at another index then begins another call.
    const known =
      sameId.findLast((call) => call.given === index) ??
      (name === '' || !hasIndex ? sameId.at(-1) : undefined)
    if (known !== undefined) return known
    const latest = this.#calls.findLast((call) => !hasIndex || call.given === index)
    if (latest === undefined) return undefined
    // Another id or name begins another call, unless the call has had none. An id alone that changes is that of the chunk.
    const isOther = name !== '' && latest.name !== '' && (id === '' ? isComplete(latest) : latest.id !== '')
    return isOther ? undefined : latest
  }

  #add(given: unknown): Call {
    const call = { given, index: this.#calls.length, id: '', name: '', args: '', more: {}, isWritten: false }
    this.#calls.push(call)
    return call
  }
}

function begin(call: Call): object {
  const { index, id, name, args, more } = call
  call.isWritten = true
  return { ...more, index, id, type: 'function', function: { name, arguments: args } }
}

function toArguments(given: unknown): string {
  if (typeof given === 'string') return given
  return isRecord(given) ? JSON.stringify(given) : ''
}

/** Whether the arguments are complete, so that another name is that of another call. */
function isComplete({ args }: Call): boolean {
  try {
    return isRecord(JSON.parse(args))
  } catch {
    return false
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
