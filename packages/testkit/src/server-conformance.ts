import { describe } from 'vitest'
import { badInputTests } from './server-conformance/bad-input/bad-input.ts'
import { type CheckSelection, describeGroup } from './server-conformance/harness/checks.ts'
import { type Suite, servingIn } from './server-conformance/harness/client.ts'
import type { StartServer, TransportMode } from './server-conformance/harness/server-under-test.ts'
import { afterRequestTests } from './server-conformance/requests/after-request.ts'
import { authorizeTests } from './server-conformance/requests/authorize.ts'
import { corsTests } from './server-conformance/requests/cors.ts'
import { headerTests } from './server-conformance/requests/forwarded-headers.ts'
import { healthTests } from './server-conformance/requests/health.ts'
import { hookTests } from './server-conformance/requests/hooks.ts'
import { infoTests } from './server-conformance/requests/info.ts'
import { connectTests } from './server-conformance/runs/connect.ts'
import { cursorTests } from './server-conformance/runs/cursors.ts'
import { disconnectTests } from './server-conformance/runs/disconnects.ts'
import { eventSourceTests } from './server-conformance/runs/event-source.ts'
import { failureTests } from './server-conformance/runs/failures.ts'
import { legacyWireTests } from './server-conformance/runs/legacy-wire.ts'
import { limitTests } from './server-conformance/runs/limits.ts'
import { runTests } from './server-conformance/runs/runs.ts'
import { startInputTests } from './server-conformance/runs/start-input.ts'
import { stopTests } from './server-conformance/runs/stops.ts'
import { streamTests } from './server-conformance/runs/streams.ts'
import { suggestTests } from './server-conformance/runs/suggest.ts'
import { ownerTests } from './server-conformance/threads/owners.ts'
import { threadTests } from './server-conformance/threads/threads.ts'
import { threadInspectionTests } from './server-conformance/threads/threads-inspect.ts'
import { subscriptionTests } from './server-conformance/threads/threads-subscribe.ts'
import { transcriptionFailureTests } from './server-conformance/transcription/transcribe-failures.ts'
import { formTests } from './server-conformance/transcription/transcribe-forms.ts'
import { recordingTests } from './server-conformance/transcription/transcribe-recordings.ts'
import { transcriptStreamTests } from './server-conformance/transcription/transcribe-streams.ts'

export type { CheckSelection } from './server-conformance/harness/checks.ts'
export type {
  AfterArguments,
  AuthorizeArguments,
  HookArguments,
  ServerOptions,
  ServerUnderTest,
  StartServer,
  TranscriptionArguments,
  TranscriptionLike,
  TransportMode,
} from './server-conformance/harness/server-under-test.ts'

/** Options of `serverConformance`. */
export interface ServerConformanceOptions {
  /** The transports that the server speaks. @default both */
  modes?: readonly TransportMode[] | undefined
  /**
   * The checks to run: `all`; `core`, those that only a fault in the runtime makes fail; `host`, those that a host or an
   * adapter can make fail (streams, disconnects, headers, CORS, bodies, paths, uploads) and one `core` check of each
   * group. @default 'all'
   */
  checks?: CheckSelection | undefined
}

const groups: Readonly<Record<string, (suite: Suite) => void>> = {
  info: infoTests,
  health: healthTests,
  runs: runTests,
  'start input': startInputTests,
  failures: failureTests,
  streams: streamTests,
  connect: connectTests,
  cursors: cursorTests,
  EventSource: eventSourceTests,
  stops: stopTests,
  disconnects: disconnectTests,
  suggestions: suggestTests,
  'wire versions': legacyWireTests,
  'forwarded headers': headerTests,
  limits: limitTests,
  threads: threadTests,
  'thread inspection': threadInspectionTests,
  'list subscriptions': subscriptionTests,
  users: ownerTests,
  authorization: authorizeTests,
  hooks: hookTests,
  afterRequestMiddleware: afterRequestTests,
  CORS: corsTests,
  'transcription: recordings': recordingTests,
  'transcription: failures': transcriptionFailureTests,
  'transcription: streams': transcriptStreamTests,
  'transcription: forms': formTests,
  ...badInputTests,
}

/**
 * Tests that a server behaves as `docs/protocol.md` says, in each of its transports.
 *
 * ```ts
 * serverConformance('my server', async ({ agents, mode, cors, limits, ...others }) => {
 *   const server = await listenOnAFreePort({ agents, mode, cors, limits, ...others }, '/api/copilotkit')
 *   return { url: server.url, close: () => server.closeWithAllConnections() }
 * })
 * ```
 *
 * Call it at the top level of a vitest file. `start` is called for each test; its server is closed afterwards.
 */
export function serverConformance(
  name: string,
  start: StartServer,
  options: ServerConformanceOptions = {},
): void {
  const { modes = ['multi-route', 'single-route'], checks = 'all' } = options
  for (const mode of modes) {
    const serve = servingIn(mode, start)
    describe(`${name}, ${mode}`, () => {
      for (const [title, declareTests] of Object.entries(groups)) {
        describeGroup(title, checks, (declaring) => declareTests({ mode, serve, ...declaring }))
      }
    })
  }
}
