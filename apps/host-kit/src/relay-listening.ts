import { linesOf } from './read-lines.ts'
import type { DirectorLine } from './relay-line.ts'
import type { HearingLine, HearingMessage } from './relay-messages.ts'

interface Recording {
  readonly audioFile: File
  readonly mimeType?: string | undefined
  readonly size?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** A stand-in for the transcription service of a test. */
export interface DirectedService {
  transcribeFile(given: Recording): Promise<string>
  transcribeFileStream?(given: Recording): AsyncIterable<string>
}

export function createDirectedService(line: DirectorLine, streams: boolean): DirectedService {
  const transcribeFile = async (given: Recording): Promise<string> => {
    let text = ''
    for await (const piece of hear(line, false, given)) text += piece
    return text
  }
  if (!streams) return { transcribeFile }
  return { transcribeFile, transcribeFileStream: (given) => hear(line, true, given) }
}

async function* hear(line: DirectorLine, asStream: boolean, given: Recording): AsyncGenerator<string> {
  const { audioFile, mimeType, size, signal } = given
  const key = crypto.randomUUID()
  const message: HearingMessage = {
    key,
    asStream,
    name: audioFile.name,
    type: audioFile.type,
    mimeType,
    size,
  }
  const body = await audioFile.arrayBuffer()
  const url = `${line.director}/hear?${encodeURIComponent(JSON.stringify(message))}`
  const leaving = new AbortController()
  const sent = fetch(url, { method: 'POST', body, signal: leaving.signal })
  const leave = (): void => {
    line.tellAborted({ key }, sent)
    // Not before the test has heard: it asks what became of this call.
    sent.then(
      () => leaving.abort(),
      () => {},
    )
  }
  if (signal?.aborted) leave()
  else signal?.addEventListener('abort', leave, { once: true })
  const answer = await line.awaitAnswer(sent)
  for await (const text of linesOf(answer)) {
    const said: HearingLine = JSON.parse(text)
    if ('threw' in said) throw Object.assign(new Error(said.message), said.threw)
    yield said.piece
  }
}
