import { describe, expect, it } from 'vitest'
import { isResultParts, McpToolError, readToolResult } from './tool-result.ts'

describe('readToolResult', () => {
  it('joins texts', () => {
    const content = [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ]
    expect(readToolResult({ content })).toBe('a\nb')
    expect(readToolResult({ content: [] })).toBe('')
  })

  it('prefers structured content to texts that only repeat it', () => {
    const structuredContent = { city: 'Rome', degrees: { c: 31 } }
    const content = [{ type: 'text', text: '{"degrees":{"c":31},"city":"Rome"}' }]
    expect(readToolResult({ content, structuredContent })).toEqual(structuredContent)
    expect(readToolResult({ content: [], structuredContent })).toEqual(structuredContent)
  })

  it('keeps texts that say something else than the structured content', () => {
    const content = [{ type: 'text', text: 'It is hot' }]
    expect(readToolResult({ content, structuredContent: { c: 31 } })).toEqual({
      text: 'It is hot',
      structuredContent: { c: 31 },
    })
  })

  it('makes content parts of AG-UI out of images, sounds and files, in order', () => {
    const content = [
      { type: 'image', data: 'aW1n', mimeType: 'image/png' },
      { type: 'text', text: 'between' },
      { type: 'audio', data: 'c25k', mimeType: 'audio/wav' },
      { type: 'resource', resource: { uri: 'a:b', blob: 'cGRm', mimeType: 'application/pdf' } },
      { type: 'resource', resource: { uri: 'a:b', blob: 'aW1n', mimeType: 'image/jpeg' } },
      { type: 'resource', resource: { uri: 'a:b', blob: 'AA==' } },
    ]
    const parts = readToolResult({ content })
    expect(isResultParts(parts)).toBe(true)
    expect(parts).toEqual([
      { type: 'image', source: { type: 'data', value: 'aW1n', mimeType: 'image/png' } },
      { type: 'text', text: 'between' },
      { type: 'audio', source: { type: 'data', value: 'c25k', mimeType: 'audio/wav' } },
      { type: 'document', source: { type: 'data', value: 'cGRm', mimeType: 'application/pdf' } },
      { type: 'image', source: { type: 'data', value: 'aW1n', mimeType: 'image/jpeg' } },
      { type: 'document', source: { type: 'data', value: 'AA==', mimeType: 'application/octet-stream' } },
    ])
  })

  it('returns structured content beside an image, if there is no text', () => {
    const content = [{ type: 'image', data: 'aW1n', mimeType: 'image/png' }]
    expect(readToolResult({ content, structuredContent: { w: 1 } })).toEqual([
      { type: 'image', source: { type: 'data', value: 'aW1n', mimeType: 'image/png' } },
      { type: 'text', text: '{"w":1}' },
    ])
  })

  it('reads the text of resources, and returns the addresses of linked ones', () => {
    const content = [
      { type: 'resource', resource: { uri: 'file:///a', text: 'inside' } },
      { type: 'resource_link', uri: 'file:///b', name: 'b.txt', description: 'The notes' },
    ]
    expect(readToolResult({ content })).toBe('inside\nb.txt\nThe notes\nfile:///b')
  })

  it('throws what a failing tool says', () => {
    const failed = { isError: true, content: [{ type: 'text', text: 'no such city' }] }
    expect(() => readToolResult(failed)).toThrow(new McpToolError('no such city'))
    expect(() => readToolResult({ isError: true, content: [] })).toThrow('The tool failed')
    expect(() => readToolResult({ isError: true, content: [], structuredContent: { a: 1 } })).toThrow(
      '{"a":1}',
    )
  })

  it('passes on the results of servers older than content', () => {
    expect(readToolResult({ toolResult: 4 })).toEqual({ toolResult: 4 })
  })
})

describe('isResultParts', () => {
  it.each([[[]], [[{ type: 'text', text: 'a' }]], [[{ type: 'image' }]], ['a'], [null], [{ type: 'image' }]])(
    'is not fooled by %j',
    (output) => {
      expect(isResultParts(output)).toBe(false)
    },
  )
})
