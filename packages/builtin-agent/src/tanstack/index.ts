export { convertInputToTanStackAI } from './convert-input.ts'
export { type ConvertTanStackOptions, convertTanStackStream } from './convert-tanstack-stream.ts'
export type {
  TanStackApprovedMessage,
  TanStackChatMessage,
  TanStackClientTool,
  TanStackContentPart,
  TanStackInputResult,
  TanStackModelMessage,
  TanStackToolCall,
} from './tanstack-types.ts'
