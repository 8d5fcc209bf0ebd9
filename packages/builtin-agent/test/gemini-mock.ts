import type { ServerResponse } from 'node:http'
import { sse } from './provider-mock.ts'

/** A part of an answer of Gemini's. */
export interface GeminiPart {
  readonly text?: string
  readonly thought?: boolean
  readonly thoughtSignature?: string
  readonly functionCall?: { readonly name: string; readonly args: object }
}

/** A whole answer of Gemini's that consists of these parts, each in a chunk of its own. */
export function geminiAnswer(response: ServerResponse, ...parts: GeminiPart[]): void {
  const chunk = (given: readonly GeminiPart[], finishReason?: string): object => ({
    candidates: [
      { content: { role: 'model', parts: given }, ...(finishReason && { finishReason }), index: 0 },
    ],
    usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2, totalTokenCount: 5 },
    modelVersion: 'gemini',
  })
  sse(response, ...parts.map((part) => chunk([part])), chunk([], 'STOP'))
  response.end()
}
