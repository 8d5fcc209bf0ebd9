import type { Scene } from './scenes.ts'
import * as scenes from './scenes.ts'
import type { Reply, Turn } from './turn.ts'

/** Patterns of user messages and their scenes. The first match applies. */
const CUES: readonly (readonly [RegExp, Scene])[] = [
  [/\b(error|fail|crash)/i, scenes.failure],
  [/\bcount (up|until)\b/i, scenes.counting],
  [/\b(remove|delete|undo)\b/i, scenes.removal],
  [/\b(add|write down|note|i (spent|bought|paid))\b.*\d/i, scenes.addition],
  [/\b(chart|draw|plot|graph)/i, scenes.chart],
  [/\b(convert|dollars?|pounds?|yen|francs?|USD|GBP|JPY|CHF)\b|[$£¥]/, scenes.conversion],
  [/\b(review|report|essay|story|long)\b/i, scenes.review],
  [/\b(spen[dt]|spending|money|cost|how much|where)\b/i, scenes.spending],
]

/** Returns the next reply of the mock model. */
export function play(turn: Turn): Reply {
  const scene = CUES.find(([cue]) => cue.test(turn.said))?.[1] ?? scenes.menu
  return scene(turn)
}
