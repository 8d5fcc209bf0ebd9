import { describe, expect, it } from 'vitest'
import { checkCode } from './docs/check-code.ts'
import { codeBlocks } from './docs/markdown.ts'
import { packageReadmes, sitePages } from './docs/pages.ts'
import { readText } from './workspace.ts'

const pages = ['README.md', ...sitePages, ...packageReadmes]

describe('the code in docs and READMEs', () => {
  it('is read with the name of its file and the comment above it', () => {
    const page =
      'Text.\n\n<!-- check\nlet a: number\n-->\n```ts [a.ts]\na = 1\n```\n\n- b\n  ```sh\n  c\n  ```\n'
    expect(codeBlocks(page)).toEqual([
      { language: 'ts', file: 'a.ts', code: 'a = 1\n', line: 6, comment: 'check\nlet a: number' },
      { language: 'sh', file: undefined, code: 'c\n', line: 11, comment: undefined },
    ])
  })

  it('has correct types', { timeout: 240_000 }, async () => {
    expect(await checkCode(pages)).toEqual([])
  })

  it('has valid JSON', () => {
    const blocks = pages.flatMap((page) =>
      codeBlocks(readText(page))
        .filter(({ language }) => language === 'json')
        .map(({ code, line }) => ({ code, place: `${page}:${line}` })),
    )
    expect(blocks.length).toBeGreaterThan(5)
    for (const { code, place } of blocks) expect(() => JSON.parse(code), place).not.toThrow()
  })
})
