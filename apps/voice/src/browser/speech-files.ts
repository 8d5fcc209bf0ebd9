import { readFileSync } from 'node:fs'

/** A file of speech, as a browser hands it in and as the provider gets it. */
export interface SpeechFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The type that the browser's recorder says. */
  readonly said: string
  readonly name: string
  readonly type: string
}

const FOLDER = new URL('../../../../packages/transcription/fixtures/', import.meta.url)

const ROWS = [
  ['hello.webm', 'audio/webm;codecs=opus', 'recording.webm', 'audio/webm;codecs=opus'],
  ['hello.webm', 'video/webm', 'recording.webm', 'video/webm'],
  ['hello.mp4', 'audio/mp4', 'recording.mp4', 'audio/mp4'],
  ['hello.mp4', 'audio/x-m4a', 'recording.mp4', 'audio/x-m4a'],
  ['hello.ogg', 'audio/ogg;codecs=opus', 'recording.ogg', 'audio/ogg;codecs=opus'],
  ['hello.wav', 'audio/x-wav', 'recording.wav', 'audio/x-wav'],
  ['hello.mp3', 'audio/mpeg', 'recording.mp3', 'audio/mpeg'],
  ['hello-no-id3.mp3', 'audio/webm', 'recording.mp3', 'audio/mpeg'],
  ['hello.flac', 'audio/flac', 'recording.flac', 'audio/flac'],
  ['hello.aac', 'audio/aac', 'recording.aac', 'audio/aac'],
] as const

/** Speech that ffmpeg has encoded, in every format that is taken. */
export function speechFiles(): SpeechFile[] {
  return ROWS.map(([file, said, name, type]) => {
    return { bytes: new Uint8Array(readFileSync(new URL(file, FOLDER))), said, name, type }
  })
}
