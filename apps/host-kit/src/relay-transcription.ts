import { linesOf } from './read-lines.ts'
import type { DirectorLine } from './relay-line.ts'
import type { RecordingMessage, TranscriptLine } from './relay-messages.ts'

interface Recording {
  readonly audioFile: File
  readonly mimeType?: string | undefined
  readonly size?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** A proxy for the transcription service of a test. */
export interface DirectedService {
  transcribeFile(given: Recording): Promise<string>
  transcribeFileStream?(given: Recording): AsyncIterable<string>
}

export function createDirectedService(line: DirectorLine, streams: boolean): DirectedService {
  const transcribeFile = async (given: Recording): Promise<string> => {
    let text = ''
    for await (const piece of transcribe(line, false, given)) text += piece
    return text
  }
  if (!streams) return { transcribeFile }
  return { transcribeFile, transcribeFileStream: (given) => transcribe(line, true, given) }
}

async function* transcribe(line: DirectorLine, asStream: boolean, given: Recording): AsyncGenerator<string> {
  const { audioFile, mimeType, size, signal } = given
  const key = crypto.randomUUID()
  const message: RecordingMessage = {
    key,
    asStream,
    name: audioFile.name,
    type: audioFile.type,
    mimeType,
    size,
  }
  const body = await audioFile.arrayBuffer()
  const url = `${line.director}/transcribe?${encodeURIComponent(JSON.stringify(message))}`
  const disconnect = new AbortController()
  const sent = fetch(url, { method: 'POST', body, signal: disconnect.signal })
  const onAbort = (): void => {
    line.notifyAborted({ key }, sent)
    // Wait until the test was notified: it checks what happened to this call.
    sent.then(
      () => disconnect.abort(),
      () => {},
    )
  }
  if (signal?.aborted) onAbort()
  else signal?.addEventListener('abort', onAbort, { once: true })
  const answer = await line.awaitResponse(sent)
  for await (const text of linesOf(answer)) {
    const said: TranscriptLine = JSON.parse(text)
    if ('threw' in said) throw Object.assign(new Error(said.message), said.threw)
    yield said.piece
  }
}
