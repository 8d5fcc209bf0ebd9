/** One expression that this project does not use, and what to write instead. */
export interface PlainWordRule {
  /** What is refused. Global and case-insensitive. */
  readonly refuse: RegExp
  /** What to write instead. */
  readonly write: string
  /** A text that the rule refuses. */
  readonly example: string
}

function rule(pattern: string, write: string, example: string): PlainWordRule {
  return { refuse: new RegExp(`\\b(?:${pattern})\\b`, 'gi'), write, example }
}

/** Nouns behind which "original" is an ordinary adjective, such as in "the original request". */
const ORIGINAL_OF =
  'request|response|url|path|body|bytes|message|error|event|file|name|id|input|value|text|ending|owner'

/**
 * Expressions that read as literature instead of documentation, or that a reader cannot search for. The list is closed: it
 * has the ones that were frequent in this repository, not every word that could be plainer.
 */
export const plainWords: readonly PlainWordRule[] = [
  rule(
    'whoever',
    '"anyone who", "the client that", "the process that"',
    'Whoever leaves ends their own reading',
  ),
  rule('nobody', '"no one", "no user", "no client"', 'a request of nobody'),
  rule('somebody', '"another user", "another process", "someone"', "a runner of somebody else's"),
  rule('anew', '"again", "from the start"', 'read the list anew'),
  rule('in earnest', '"in production"', 'a file in earnest'),
  rule('imitat(?:e|es|ed|ing|ion|ions)', '"mock"', 'an imitation of a model answers'),
  rule('put(?:s|ting)? right', '"repair", "convert"', 'illegal events are put right'),
  rule(
    `the original(?! (?:${ORIGINAL_OF}))`,
    '"`@copilotkit/runtime`", "CopilotKit\'s runtime"',
    'as in the original',
  ),
  rule('elsewhere', '"in another process", "remote", "at another path"', 'a run that is driven elsewhere'),
  rule(
    'spelling|spellings|spelt|dialects?',
    '"legacy form", "legacy wire", "option name"',
    'in the older spelling',
  ),
  rule('preludes?', '"catch-up", "snapshot"', 'a reader is told a prelude'),
  rule('upkeep', '"maintenance"', 'upkeep makes its rounds'),
  rule('(?<!`)wakers?', '"notifier"', 'a store has wakers'),
  rule('(?:that|which) lasts?', '"running run", "run in progress", "stored"', 'the run that lasts'),
  rule("of one's own", '"custom"', "a runner of one's own"),
  rule('for want of', '"because … is missing", "without"', 'an imitation, for want of a key'),
  rule('for ever', '"forever"', 'waits for ever'),
  rule('mid-answer', '"during a response"', 'killed in mid-answer'),
  rule('leaves? (?:\\S+ )?away', '"omit", "you do not need"', 'Leave `libsql` away on Node 22.13'),
  rule(
    '(?:client|reader|browser|page)s?(?: that| who| which)? (?:leaves?|ha(?:s|ve) left|(?:is|are) gone)',
    '"disconnects", "client disconnect"',
    'aborts when the client leaves',
  ),
]

/** The places of a text that a rule refuses, each with what to write instead. */
export function findings(path: string, text: string): string[] {
  return plainWords.flatMap(({ refuse, write }) =>
    Array.from(text.matchAll(refuse), ({ 0: found, index }) => {
      const line = text.slice(0, index).split('\n').length
      return `${path}:${line}: "${found}": write ${write}`
    }),
  )
}
