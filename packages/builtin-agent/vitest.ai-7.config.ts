import { defineConfig, mergeConfig } from 'vitest/config'
import base from '../../vitest.config.base.ts'

// Runs tests with version 7 of the AI SDK in place of version 6. `src/agent/ai-7.test.ts` starts it under a newer Node.
export default mergeConfig(
  base,
  defineConfig({
    resolve: {
      alias: [
        { find: /^ai$/, replacement: 'ai-7' },
        { find: /^@ai-sdk\/(anthropic|google|openai|openai-compatible)$/, replacement: 'ai-sdk-$1-7' },
      ],
    },
  }),
)
