import { describe, expect, test } from 'vitest'
import { readParameters, readPartHeaders } from './part-headers.ts'

describe('the headers of a part', () => {
  test.each([
    ['form-data; name="audio"; filename="a b.webm"', 'audio', 'a b.webm'],
    ['FORM-DATA; NAME=audio; FILENAME=a.webm', 'audio', 'a.webm'],
    ['form-data; name="audio"; filename="a%22b.webm"', 'audio', 'a"b.webm'],
    ['form-data; name="audio"; filename="a\\"b.webm"', 'audio', 'a"b.webm'],
    ['form-data; name="audio"; filename="a;name=x.webm"', 'audio', 'a;name=x.webm'],
    ['form-data; name="audio"; filename=""', 'audio', ''],
    ['form-data; name="audio"; filename="x"; filename*=UTF-8\'\'%C3%A4.webm', 'audio', 'ä.webm'],
    ['form-data; name="audio"; filename="x"; filename*=UTF-8\'\'%ZZ', 'audio', 'x'],
    ['form-data; name="audio"', 'audio', undefined],
    ['attachment; name="audio"; filename="a.webm"', undefined, undefined],
  ])('%s', (disposition, name, filename) => {
    const text = `\r\ncontent-disposition: ${disposition}\r\nContent-Type: audio/webm;codecs=opus`
    expect(readPartHeaders(text)).toEqual({ name, filename, type: 'audio/webm;codecs=opus' })
  })

  test('may be missing', () => {
    expect(readPartHeaders('')).toEqual({ name: undefined, filename: undefined, type: '' })
  })
})

test.each([
  ['multipart/form-data; boundary=----x', '----x'],
  ['multipart/form-data; charset=utf-8; Boundary="a b"', 'a b'],
  ['multipart/form-data', undefined],
])('the boundary of %s', (header, boundary) => {
  expect(readParameters(header).get('boundary')).toBe(boundary)
})
