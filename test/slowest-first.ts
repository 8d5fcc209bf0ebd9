import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The files that take longest. They start first, so that none of them runs alone at the end. */
export const SLOWEST: readonly string[] = [
  'test/publish.test.ts',
  'apps/voice/src/browser/hosts.browser.test.ts',
  'apps/threads/src/browser/restart.browser.test.ts',
  'test/cross-site.test.ts',
  'apps/threads/src/browser/list.browser.test.ts',
  'apps/v1-nextjs/src/browser/quickstart.browser.test.ts',
  'apps/assistant/src/browser/assistant.browser.test.ts',
  'test/next-dev.test.ts',
  'test/pack.test.ts',
  'test/declarations.test.ts',
  'test/consumer-types.test.ts',
  'packages/builtin-agent/src/agent/ai-7.test.ts',
  'test/storm.test.ts',
  'apps/assistant/src/browser/windows.browser.test.ts',
  'apps/voice/src/browser/speak.browser.test.ts',
  'apps/nestjs/src/host.test.ts',
  'test/bundle.test.ts',
  'packages/runner-sqlite/src/database/every-driver.test.ts',
  'packages/runner-sqlite/src/sqlite-agent-runner.test.ts',
  'apps/assistant/src/browser/assistant-process.test.ts',
]

/** Orders test files: the slow ones in the order above, then the others by path. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = SLOWEST.indexOf(relative(root, moduleId))
      return at < 0 ? SLOWEST.length : at
    }
    return files.sort((a, b) => place(a) - place(b) || a.moduleId.localeCompare(b.moduleId))
  }
}
