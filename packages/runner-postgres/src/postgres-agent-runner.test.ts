import { runnerConformance } from '@flightdeck/testkit/conformance'
import { describe, test } from 'vitest'
import { missing, newSchema, url } from '../test/database.ts'
import { PostgresAgentRunner } from './postgres-agent-runner.ts'
import { PostgresStore } from './store/postgres-store.ts'

if (missing !== undefined) {
  describe('PostgresAgentRunner', () => test('conformance', (context) => context.skip(missing)))
} else {
  runnerConformance(
    'PostgresAgentRunner',
    (options) => ({
      runner: new PostgresAgentRunner({ url, schema: newSchema(), maxConnections: 4, ...options }),
    }),
    {
      ownTime: true,
      createStore: () => {
        const options = { url, schema: newSchema(), maxConnections: 4 }
        return { store: new PostgresStore(options), another: () => new PostgresStore(options) }
      },
    },
  )
}
