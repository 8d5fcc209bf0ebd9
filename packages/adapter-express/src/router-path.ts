// Covered by test/mounting-tests.ts.
/** The paths of a request inside a router. */
export interface RoutedRequest {
  /** The complete request target. */
  readonly originalUrl: string
  /** The part of the path that outer routers have matched. */
  readonly baseUrl: string
  /** The rest of the path. */
  readonly path: string
}

/**
 * Returns the segments of a `basePath` option.
 *
 * @throws TypeError if it is missing
 */
export function checkedBasePath(basePath: unknown): string[] {
  if (typeof basePath === 'string' && basePath !== '') return segmentsOf(basePath)
  throw new TypeError(
    'basePath is missing: pass the path of the runtime, such as ' +
      "app.use(createCopilotExpressHandler({ runtime, basePath: '/api/copilotkit' })), or, to mount it at a path, " +
      "app.use('/api/copilotkit', createCopilotExpressHandler({ runtime, basePath: '/' })).",
  )
}

/**
 * Returns the number of path segments below the base path, or undefined for a request that is not below it. If the mount
 * path already ends with the base path, it is not required again.
 */
export function countBelow(req: RoutedRequest, base: readonly string[]): number | undefined {
  const rest = restBelow(req, base)
  if (rest === undefined) return undefined
  const whole = segmentsOf(pathOf(req.originalUrl))
  const end = whole.length - rest.length
  // A middleware has rewritten the path of the request, so it is not the path that the client sent.
  return rest.every((segment, at) => whole[end + at] === segment) ? rest.length : undefined
}

function restBelow(req: RoutedRequest, base: readonly string[]): string[] | undefined {
  const path = segmentsOf(req.path)
  if (base.every((segment, at) => path[at] === segment)) return path.slice(base.length)
  const mount = segmentsOf(req.baseUrl).slice(-base.length)
  return mount.length === base.length && base.every((segment, at) => mount[at] === segment) ? path : undefined
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '')
}

/** The path of a request target. Only a target in absolute form is more than a path. */
function pathOf(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '')
}
