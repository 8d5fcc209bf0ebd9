import { refuseUnknown } from '../known-options.ts'

const MIDDLEWARE = ['onBeforeRequest', 'onAfterRequest'] as const
const HOOKS = ['handleRequest', 'handleResponse', 'handleError'] as const

/** The hooks by the names that an earlier form of the option had. */
const RENAMED = {
  logger:
    'Pass hooks: { handleRequest, handleResponse, handleError } in place of logger: { logRequest, logResponse, logError }.',
}

/**
 * Finds what is wrong with the option `middleware`.
 *
 * @throws TypeError
 */
export function checkRunMiddleware(middleware: unknown): void {
  if (middleware === undefined) return
  if (typeof middleware !== 'object' || middleware === null) {
    throw new TypeError('middleware must be an object with onBeforeRequest, onAfterRequest or both.')
  }
  refuseUnknown('middleware', middleware, MIDDLEWARE)
  for (const name of MIDDLEWARE) {
    const hook: unknown = Reflect.get(middleware, name)
    if (hook !== undefined && typeof hook !== 'function') {
      throw new TypeError(`middleware.${name} must be a function.`)
    }
  }
}

/**
 * Finds what is wrong with the option `observability_c`.
 *
 * @throws TypeError
 */
export function checkObservability(observability: unknown): void {
  if (observability === undefined) return
  if (typeof observability !== 'object' || observability === null) {
    throw new TypeError('observability_c must be an object: { enabled, progressive, hooks }.')
  }
  refuseUnknown('observability_c', observability, ['enabled', 'progressive', 'hooks'], RENAMED)
  const { enabled, progressive, hooks } = observability as Record<string, unknown>
  if (typeof enabled !== 'boolean') throw new TypeError('observability_c.enabled must be true or false.')
  if (progressive !== undefined && typeof progressive !== 'boolean') {
    throw new TypeError('observability_c.progressive must be true or false.')
  }
  if (!enabled) return
  const missing = HOOKS.find((name) => typeof Reflect.get(Object(hooks), name) !== 'function')
  if (missing !== undefined) throw new TypeError(`observability_c.hooks.${missing} must be a function.`)
  refuseUnknown('observability_c.hooks', Object(hooks) as object, HOOKS)
}
