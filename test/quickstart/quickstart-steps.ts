import { codeBlocks } from '../docs/markdown.ts'

/** Something that a reader of a quickstart does. */
export type QuickstartStep =
  | { readonly kind: 'save'; readonly file: string; readonly text: string }
  | {
      readonly kind: 'run'
      readonly script: string
      /** Whether it is started and goes on, while the next steps are done. */
      readonly isServer: boolean
      /** What it prints: the `text` block after it, empty if there is none. Three dots (…) stand for any text. */
      readonly prints: string
    }

/**
 * Reads what a reader of a page does, in order: a block with a file name in brackets is saved, and a block of `sh` is run.
 * The comment `<!-- run: server -->` is above commands that do not end, `<!-- run: no -->` above those that are an
 * alternative.
 */
export function quickstartSteps(page: string): QuickstartStep[] {
  const steps: QuickstartStep[] = []
  for (const { language, file, code, comment } of codeBlocks(page)) {
    const last = steps.at(-1)
    if (comment === 'run: no') continue
    if (file) steps.push({ kind: 'save', file, text: code })
    else if (language === 'sh')
      steps.push({ kind: 'run', script: code, isServer: comment === 'run: server', prints: '' })
    else if (language === 'text' && last?.kind === 'run') steps[steps.length - 1] = { ...last, prints: code }
  }
  return steps
}

/** A pattern for an output that has these lines in order. Three dots (…) stand for any text in a line. */
export function outputPattern(prints: string): RegExp {
  const lines = prints
    .trim()
    .split('\n')
    .map((line) => line.split('…').map(escapePattern).join('.*?'))
  return new RegExp(lines.join('[\\s\\S]*?'))
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
