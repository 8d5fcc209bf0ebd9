import { describe } from 'vitest'
import { afterRequestTests } from './server-conformance/after-request.ts'
import { authorizeTests } from './server-conformance/authorize.ts'
import { badInputTests } from './server-conformance/bad-input.ts'
import { servingIn } from './server-conformance/client.ts'
import { connectTests } from './server-conformance/connect.ts'
import { corsTests } from './server-conformance/cors.ts'
import { cursorTests } from './server-conformance/cursors.ts'
import { disconnectTests } from './server-conformance/disconnects.ts'
import { eventSourceTests } from './server-conformance/event-source.ts'
import { failureTests } from './server-conformance/failures.ts'
import { headerTests } from './server-conformance/forwarded-headers.ts'
import { hookTests } from './server-conformance/hooks.ts'
import { infoTests } from './server-conformance/info.ts'
import { limitTests } from './server-conformance/limits.ts'
import { ownerTests } from './server-conformance/owners.ts'
import { runTests } from './server-conformance/runs.ts'
import type { StartServer, TransportMode } from './server-conformance/server-under-test.ts'
import { spellingTests } from './server-conformance/spelling.ts'
import { startInputTests } from './server-conformance/start-input.ts'
import { stopTests } from './server-conformance/stops.ts'
import { streamTests } from './server-conformance/streams.ts'
import { suggestTests } from './server-conformance/suggest.ts'
import { threadTests } from './server-conformance/threads.ts'
import { threadInspectionTests } from './server-conformance/threads-inspect.ts'
import { subscriptionTests } from './server-conformance/threads-subscribe.ts'
import { transcribeTests } from './server-conformance/transcribe.ts'

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
}

/**
 * Holds a server to `docs/protocol.md`, over real sockets and in each of its transports.
 *
 * ```ts
 * serverConformance('my server', async ({ agents, mode, cors, limits, ...others }) => {
 *   const server = await listenOnAFreePort({ agents, mode, cors, limits, ...others }, '/api/copilotkit')
 *   return { url: server.url, close: () => server.closeWithAllConnections() }
 * })
 * ```
 *
 * Call it at the top of a vitest file. `start` is called for each test, and what it gives is closed afterwards.
 */
export function serverConformance(
  name: string,
  start: StartServer,
  options: ServerConformanceOptions = {},
): void {
  const { modes = ['multi-route', 'single-route'] } = options
  for (const mode of modes) {
    const suite = { mode, serve: servingIn(mode, start) }
    describe(`${name}, ${mode}`, () => {
      describe('tells what it is', () => infoTests(suite))
      describe('runs agents', () => runTests(suite))
      describe('tells followers what is new', () => startInputTests(suite))
      describe('survives its agents', () => failureTests(suite))
      describe('streams', () => streamTests(suite))
      describe('lets clients join', () => connectTests(suite))
      describe('resumes at a cursor', () => cursorTests(suite))
      describe('serves EventSource', () => eventSourceTests(suite))
      describe('stops runs', () => stopTests(suite))
      describe('outlasts its clients', () => disconnectTests(suite))
      describe('suggests', () => suggestTests(suite))
      describe('speaks the reader’s version', () => spellingTests(suite))
      describe('hands headers on', () => headerTests(suite))
      describe('keeps limits', () => limitTests(suite))
      describe('keeps threads', () => threadTests(suite))
      describe('shows what is on a thread', () => threadInspectionTests(suite))
      describe('tells of threads that change', () => subscriptionTests(suite))
      describe('keeps users apart', () => ownerTests(suite))
      describe('asks what is allowed', () => authorizeTests(suite))
      describe('calls hooks', () => hookTests(suite))
      describe('calls afterRequestMiddleware', () => afterRequestTests(suite))
      describe('answers other origins', () => corsTests(suite))
      describe('transcribes', () => transcribeTests(suite))
      describe('refuses bad input', () => badInputTests(suite))
    })
  }
}
