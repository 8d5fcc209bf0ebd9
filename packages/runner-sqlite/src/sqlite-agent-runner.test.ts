import { runnerConformance } from '@flightdeck/testkit/conformance'
import { driver, tempFile } from '../test/database.ts'
import { SqliteAgentRunner } from './sqlite-agent-runner.ts'
import { SqliteStore } from './store/sqlite-store.ts'

runnerConformance(
  'SqliteAgentRunner',
  (options) => ({ runner: new SqliteAgentRunner({ path: tempFile(), driver, ...options }) }),
  {
    createStore: () => {
      const path = tempFile()
      return {
        store: new SqliteStore({ path, driver }),
        another: () => new SqliteStore({ path, driver }),
      }
    },
  },
)
