import { describe } from 'vitest'
import { afterRequestTests } from './server-conformance/after-request.ts'
import { authorizeTests } from './server-conformance/authorize.ts'
import { badInputTests } from './server-conformance/bad-input.ts'
import { type CheckSelection, describeGroup } from './server-conformance/checks.ts'
import { type Suite, servingIn } from './server-conformance/client.ts'
import { connectTests } from './server-conformance/connect.ts'
import { corsTests } from './server-conformance/cors.ts'
import { cursorTests } from './server-conformance/cursors.ts'
import { disconnectTests } from './server-conformance/disconnects.ts'
import { eventSourceTests } from './server-conformance/event-source.ts'
import { failureTests } from './server-conformance/failures.ts'
import { headerTests } from './server-conformance/forwarded-headers.ts'
import { hookTests } from './server-conformance/hooks.ts'
import { infoTests } from './server-conformance/info.ts'
import { legacyWireTests } from './server-conformance/legacy-wire.ts'
import { limitTests } from './server-conformance/limits.ts'
import { ownerTests } from './server-conformance/owners.ts'
import { runTests } from './server-conformance/runs.ts'
import type { StartServer, TransportMode } from './server-conformance/server-under-test.ts'
import { startInputTests } from './server-conformance/start-input.ts'
import { stopTests } from './server-conformance/stops.ts'
import { streamTests } from './server-conformance/streams.ts'
import { suggestTests } from './server-conformance/suggest.ts'
import { threadTests } from './server-conformance/threads.ts'
import { threadInspectionTests } from './server-conformance/threads-inspect.ts'
import { subscriptionTests } from './server-conformance/threads-subscribe.ts'
import { transcriptionFailureTests } from './server-conformance/transcribe-failures.ts'
import { formTests } from './server-conformance/transcribe-forms.ts'
import { recordingTests } from './server-conformance/transcribe-recordings.ts'
import { transcriptStreamTests } from './server-conformance/transcribe-streams.ts'

export type { CheckSelection } from './server-conformance/checks.ts'
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
} from './server-conformance/server-under-test.ts'

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
