import { readFileSync } from 'node:fs'

/** A recording, as the browser sends it and as the provider receives it. */
export interface SpeechFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The type of the browser's recorder. */
  readonly recorderType: string
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

/** Speech encoded by ffmpeg, in every supported format. */
export function speechFiles(): SpeechFile[] {
  return ROWS.map(([file, recorderType, name, type]) => {
    return { bytes: new Uint8Array(readFileSync(new URL(file, FOLDER))), recorderType, name, type }
  })
}
