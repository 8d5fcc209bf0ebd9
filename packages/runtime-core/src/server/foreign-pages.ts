// Tests: `allowed-hosts.test.ts` and `serverConformance` of `@flightdeck/testkit`.
import type { RouteName } from '@flightdeck/protocol'
import type { Cors } from '../cors/cors.ts'
import { RuntimeError } from '../http/runtime-error.ts'
import type { ResolvedRuntime } from '../runtime/resolved-runtime.ts'

/** Routes that reach threads, or events of runs, without naming one: where users are not identified, those of everyone. */
const UNNAMED_THREADS: ReadonlySet<RouteName> = new Set([
  'threads/list',
  'threads/subscribe',
  'threads/clear',
  'cpk-debug-events',
])

/**
 * Refuses a page that may read responses only because every page may, on a route that reaches threads of everyone.
 *
 * @throws RuntimeError `cross_site`
 */
export function checkForeignPage(action: RouteName): void {
  if (!UNNAMED_THREADS.has(action)) return
  throw new RuntimeError(
    'cross_site',
    'Pages of other origins may not list threads or read debug events while cors allows every origin and users are not ' +
      'identified: name the origin in cors.origin, or pass identifyUser',
  )
}

/** What the operator is told of a runtime that every page can use; undefined if not every page can. */
export function openToAllPages(
  cors: Cors | undefined,
  { options, threads }: ResolvedRuntime,
): string | undefined {
  if (options.identifyUser !== undefined || threads.kind === 'none') return undefined
  if (cors?.isOpenToAll !== true) return undefined
  return (
    'cors allows every origin and users are not identified, so pages of other origins can use every thread whose id ' +
    'they know. Name the origins of your pages in cors.origin, or pass identifyUser'
  )
}
