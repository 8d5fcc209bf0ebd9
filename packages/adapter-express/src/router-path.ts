/** What is read of a request: where routers have brought it. */
export interface RoutedRequest {
  /** The target as the client sent it. */
  readonly originalUrl: string
  /** The part of the path that routers in front have taken. */
  readonly baseUrl: string
  /** The rest of the path. */
  readonly path: string
}

/**
 * The segments of a `basePath` option.
 *
 * @throws TypeError if there is none
 */
export function checkedBasePath(basePath: unknown): string[] {
  if (typeof basePath === 'string' && basePath !== '') return segmentsOf(basePath)
  throw new TypeError(
    'basePath is missing: say below which path the runtime answers. Write ' +
      "app.use(createCopilotExpressHandler({ runtime, basePath: '/api/copilotkit' })), or, to mount it at a path, " +
      "app.use('/api/copilotkit', createCopilotExpressHandler({ runtime, basePath: '/' })).",
  )
}

/**
 * Counts the segments of a request's path that are below the base path. A base path that the mount path ends with
 * already is not asked for a second time. Undefined for a request that lies elsewhere.
 */
export function countBelow(req: RoutedRequest, base: readonly string[]): number | undefined {
  const rest = restBelow(req, base)
  if (rest === undefined) return undefined
  const whole = segmentsOf(pathOf(req.originalUrl))
  const end = whole.length - rest.length
  // Something in front wrote another path into the request, which then is not where the client sent it.
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

/** The path of a request target, which is a path already, except for a proxy's. */
function pathOf(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '')
}
