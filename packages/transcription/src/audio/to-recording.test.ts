import { describe, expect, test } from 'vitest'
import { bytesOf, fixture } from '../../test/recordings.ts'
import { toRecording } from './to-recording.ts'

const unknown = new Uint8Array([0, 255, 128, 10])

describe('audio', () => {
  test.each([
    ['hello.webm', 'audio/webm', 'webm'],
    ['hello.ogg', 'audio/ogg', 'ogg'],
    ['hello.mp4', 'audio/mp4', 'mp4'],
    ['hello.wav', 'audio/wav', 'wav'],
    ['hello.mp3', 'audio/mpeg', 'mp3'],
    ['hello-no-id3.mp3', 'audio/mpeg', 'mp3'],
    ['hello.flac', 'audio/flac', 'flac'],
    ['hello.aac', 'audio/aac', 'aac'],
  ])('%s is detected by its bytes, whatever its type', async (name, type, extension) => {
    const bytes = fixture(name)
    for (const declared of ['', 'application/octet-stream', 'text/html', 'audio/vorbis', 'nonsense']) {
      // Single bytes, so that the head spans several pieces.
      const pieces = [bytes.slice(0, 3), bytes.slice(3, 5), bytes.slice(5)]
      const file = toRecording({ pieces, type: declared, name: '' })
      const isRight = declared === 'audio/vorbis' && extension === 'ogg'
      expect(file.type).toBe(isRight ? declared : type)
      expect(file.name).toBe(`recording.${extension}`)
      expect(await bytesOf(file)).toEqual(bytes)
    }
  })
})

describe('a type that the bytes do not contradict is kept', () => {
  test.each([
    ['hello.webm', 'audio/webm;codecs=opus'],
    ['hello.webm', 'video/webm'],
    ['hello.mp4', 'audio/m4a'],
    ['hello.mp4', 'audio/x-m4a'],
    ['hello.mp4', 'audio/mp4;codecs=mp4a.40.2'],
    ['hello.wav', 'audio/x-wav'],
    ['hello.mp3', 'audio/mp3'],
  ])('%s as %s', (name, type) => {
    expect(toRecording({ pieces: [fixture(name)], type, name }).type).toBe(type)
  })

  test('if the bytes are not recognized', () => {
    expect(toRecording({ pieces: [unknown], type: 'audio/x-m4a', name: 'a' }).type).toBe('audio/x-m4a')
  })
})

test('unrecognized bytes without a type count as WebM', () => {
  for (const type of ['', 'application/octet-stream']) {
    const file = toRecording({ pieces: [unknown], type, name: 'blob' })
    expect([file.type, file.name]).toEqual(['audio/webm', 'blob.webm'])
  }
})

test('a type that is too long is replaced', () => {
  const type = `audio/webm;x=${'y'.repeat(1_000)}`
  expect(toRecording({ pieces: [fixture('hello.webm')], type, name: '' }).type).toBe('audio/webm')
})

describe('a file name is adapted to the format', () => {
  test.each([
    ['', 'recording.webm'],
    ['blob', 'blob.webm'],
    ['Voice Memo.WEBM', 'Voice Memo.WEBM'],
    ['note.mp3', 'note.webm'],
    ['2024.05.06', '2024.05.06.webm'],
    ['../../etc/passwd', 'passwd.webm'],
    ['C:\\tmp\\a.wav', 'a.webm'],
    ['a"\r\nb.webm', 'ab.webm'],
    ['.mp3', 'recording.webm'],
    [`${'x'.repeat(300)}.webm`, `${'x'.repeat(195)}.webm`],
  ])('%j becomes %s', (given, name) => {
    expect(toRecording({ pieces: [fixture('hello.webm')], type: '', name: given }).name).toBe(name)
  })

  test('an MP4 may be called m4a', () => {
    expect(toRecording({ pieces: [fixture('hello.mp4')], type: '', name: 'memo.m4a' }).name).toBe('memo.m4a')
  })
})

describe('is refused', () => {
  test.each([
    ['no piece', []],
    ['empty pieces', [new Uint8Array(0)]],
  ])('%s', (_, pieces) => {
    expect(() => toRecording({ pieces, type: 'audio/webm', name: '' })).toThrow(
      expect.objectContaining({ code: 'audio_too_short', message: 'The recording is empty' }),
    )
  })

  test('a type that is not audio, with unrecognized bytes', () => {
    expect(() => toRecording({ pieces: [unknown], type: 'text/html; charset=utf-8', name: '' })).toThrow(
      expect.objectContaining({
        code: 'invalid_audio_format',
        message: expect.stringMatching(/^Unsupported audio format: text\/html\. Supported: audio\/mpeg, /),
      }),
    )
  })
})

describe('a WAV file', () => {
  const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0))
  const size = (bytes: number): number[] => [...new Uint8Array(new Uint32Array([bytes]).buffer)]
  const chunk = (id: string, content: number[], length = content.length): number[] => [
    ...ascii(id),
    ...size(length),
    ...content,
  ]
  const format = Array.from({ length: 16 }, () => 1)
  const wav = (...chunks: number[][]): Uint8Array<ArrayBuffer> =>
    Uint8Array.from([...ascii('RIFF'), ...size(0), ...ascii('WAVE'), ...chunks.flat()])
  const make = (bytes: Uint8Array<ArrayBuffer>): File =>
    toRecording({ pieces: [bytes.slice(0, 5), bytes.slice(5)], type: 'audio/wav', name: 'a.wav' })

  test.each([
    ['the usual header of 44 bytes', wav(chunk('fmt ', format), chunk('data', []))],
    [
      'a header with further chunks',
      wav(chunk('fmt ', format), chunk('LIST', [1, 2, 3, 0], 3), chunk('data', [])),
    ],
    ['a header that announces samples', wav(chunk('fmt ', format), chunk('data', [], 4_000))],
    ['a header that was cut off', wav(chunk('fmt ', format))],
    ['its first bytes', wav()],
  ])('with nothing but %s is too short', (_, bytes) => {
    expect(() => make(bytes)).toThrowError(
      expect.objectContaining({ code: 'audio_too_short', message: 'The recording is empty' }),
    )
  })

  test('of a recorder that streams, which does not know the size, is kept', () => {
    for (const length of [0, 0xffff_ffff]) {
      expect(make(wav(chunk('fmt ', format), chunk('data', [1, 2], length))).size).toBe(46)
    }
  })
})
