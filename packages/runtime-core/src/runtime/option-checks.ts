import { isAgentLike, RUN_LIMITS, requireKnown, requirePositive } from '@flightdeck/run-engine/internal'
import { checkTranscriptionService } from '../transcribe/transcription.ts'
import { type CopilotKitOptions, readCopilotKitOption } from './copilotkit-options.ts'
import type { RuntimeOptions } from './runtime-options.ts'

const KNOWN: Record<Exclude<keyof RuntimeOptions<never>, keyof CopilotKitOptions>, true> = {
  agents: true,
  runner: true,
  transcriptionService: true,
  transcription: true,
  beforeRequestMiddleware: true,
  afterRequestMiddleware: true,
  hooks: true,
  observer: true,
  identifyUser: true,
  authorize: true,
  generateThreadName: true,
  threads: true,
  limits: true,
  logger: true,
  forwardHeaders: true,
  waitUntil: true,
  onDisconnect: true,
  keepAliveMs: true,
  debug: true,
  debugEvents: true,
}

const REQUEST_LIMITS = ['maxBodyBytes', 'maxJsonDepth', 'maxMessages'] as const
const TRANSCRIPTION_LIMITS = ['maxBytes', 'timeoutMs'] as const

/**
 * Checks the options of a runtime.
 *
 * @param moreOptions Names of options that a derived class takes, for the list of those that exist
 * @throws TypeError that names the option and what to do; RangeError for a number that is not positive
 */
export function checkOptions(options: RuntimeOptions<never>, moreOptions: readonly string[] = []): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(
      'new CopilotRuntime(…) needs options: new CopilotRuntime({ agents: { default: agent } })',
    )
  }
  for (const [name, value] of Object.entries(options)) checkName(name, value, moreOptions)
  checkAgents(options.agents)
  checkChoice('onDisconnect', options.onDisconnect, ['continue', 'cancel'])
  requirePositive('keepAliveMs', options.keepAliveMs)
  const { sseKeepAliveIntervalSeconds: seconds } = options
  if (seconds !== 0) requirePositive('sseKeepAliveIntervalSeconds', seconds)
  if (seconds !== undefined && options.keepAliveMs !== undefined)
    throw new TypeError('keepAliveMs and sseKeepAliveIntervalSeconds are the same option: pass one of them.')
  for (const name of ['identifyUser', 'authorize', 'generateThreadName', 'waitUntil'] as const) {
    checkFunction(name, options[name])
  }
  checkBoolean('debugEvents', options.debugEvents)
  checkThreads(options.threads)
  requireKnown('limits', options.limits, [...REQUEST_LIMITS, ...RUN_LIMITS])
  for (const name of REQUEST_LIMITS) {
    requirePositive(`limits.${name}`, options.limits?.[name])
  }
  requireKnown('transcription', options.transcription, TRANSCRIPTION_LIMITS)
  for (const name of TRANSCRIPTION_LIMITS) {
    requirePositive(`transcription.${name}`, options.transcription?.[name])
  }
  checkTranscriptionService(options.transcriptionService)
  const misplaced = options.runner && RUN_LIMITS.find((name) => options.limits?.[name] !== undefined)
  if (misplaced) {
    throw new TypeError(
      `limits.${misplaced} is a limit on runs, and runs belong to the runner you bring: set it there, ` +
        `new InMemoryAgentRunner({ limits: { ${misplaced}: … } }).`,
    )
  }
  if (options.runner !== undefined) checkRunner(options.runner)
  checkLogger(options.logger)
}

function checkName(name: string, value: unknown, moreOptions: readonly string[]): void {
  if (Object.hasOwn(KNOWN, name)) return
  const known = readCopilotKitOption(name, value)
  if (known === 'accepted') return
  const advice = known?.advice ?? `Its options are: ${[...Object.keys(KNOWN), ...moreOptions].join(', ')}.`
  throw new TypeError(`CopilotRuntime has no option '${name}'. ${advice}`)
}

/**
 * Finds what is wrong with the option `agents`.
 *
 * @throws TypeError that says what agents are
 */
export function checkAgents(agents: unknown): void {
  if (typeof agents === 'function' || agents instanceof Promise) return
  if (typeof agents !== 'object' || agents === null || Array.isArray(agents)) {
    throw new TypeError(
      'agents must be an object of agents by id, a promise of one, or a function that returns one.',
    )
  }
  for (const [id, agent] of Object.entries(agents)) {
    if (!isAgentLike(agent)) {
      throw new TypeError(`agents.${id} is not an agent: an agent is an object with a run method.`)
    }
  }
}

const RUNNER_METHODS = ['run', 'connect', 'isRunning', 'stop']

/** Whether a runner is an outline that has none of its methods yet. It is accepted, and fails at its first run. */
export function isRunnerOutline(runner: object): boolean {
  return RUNNER_METHODS.every((name) => Reflect.get(runner, name) === undefined)
}

function checkRunner(runner: object): void {
  if (typeof runner !== 'object' || runner === null) {
    throw new TypeError('runner must be an object with the methods run, connect, isRunning and stop.')
  }
  const missing = RUNNER_METHODS.find((name) => typeof Reflect.get(runner, name) !== 'function')
  if (missing && !isRunnerOutline(runner))
    throw new TypeError(`runner has no method ${missing}: a runner has run, connect, isRunning and stop.`)
}

const THREAD_OPTIONS = ['allowClear', 'allowImport', 'maxPageSize', 'maxSubscribers']

function checkThreads(threads: RuntimeOptions<never>['threads']): void {
  if (threads === undefined) return
  if (typeof threads !== 'object' || threads === null) throw new TypeError('threads must be an object.')
  const unknown = Object.keys(threads).find((name) => !THREAD_OPTIONS.includes(name))
  if (unknown !== undefined) {
    throw new TypeError(`threads has no option '${unknown}'. Its options are: ${THREAD_OPTIONS.join(', ')}.`)
  }
  for (const name of ['allowClear', 'allowImport'] as const) {
    checkBoolean(`threads.${name}`, threads[name])
  }
  const { maxPageSize } = threads
  if (maxPageSize !== undefined && !(Number.isSafeInteger(maxPageSize) && maxPageSize > 0))
    throw new TypeError(`threads.maxPageSize must be a positive integer, not ${maxPageSize}.`)
  requirePositive('threads.maxSubscribers', threads.maxSubscribers)
}

function checkLogger(logger: unknown): void {
  if (logger === undefined || logger === false) return
  const missing = ['debug', 'info', 'warn', 'error'].find(
    (level) => typeof Reflect.get(Object(logger), level) !== 'function',
  )
  if (missing === undefined) return
  throw new TypeError(
    `logger has no method ${missing}: a logger has debug, info, warn and error, as console has. Leave it out for ` +
      'warnings and errors on the console, or pass false for none.',
  )
}

function checkFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw new TypeError(`${name} must be a function.`)
}

function checkBoolean(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return
  throw new TypeError(`${name} must be true or false, not ${String(value)}.`)
}

function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.some((choice) => choice === value)) return
  throw new TypeError(
    `${name} must be ${choices.map((choice) => `'${choice}'`).join(' or ')}, not ${String(value)}.`,
  )
}
