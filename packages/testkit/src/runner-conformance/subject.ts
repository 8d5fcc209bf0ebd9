import type {
  AgentLike,
  AgentRunner,
  EventLike,
  EventSource,
  RunAgentInput,
  ThreadRunner,
  ThreadRunnerOptions,
} from '@flightdeck/run-engine'
import { asThreadRunner, observe } from '@flightdeck/run-engine/internal'
import { onTestFinished } from 'vitest'

/** The runner of one test. */
export interface RunnerUnderTest {
  runner: AgentRunner
  /** Releases what the test created besides the runner. */
  close?: (() => void | Promise<void>) | undefined
}

/** Creates an empty runner. */
export type CreateRunner = (options: ThreadRunnerOptions) => RunnerUnderTest | Promise<RunnerUnderTest>

/** The subject of a test. */
export interface Subject {
  runner: AgentRunner
}

/** The subject of a test of a runner that extends `ThreadRunner`. */
export interface EngineSubject extends Subject {
  engine: ThreadRunner
}

const OPTIONS: ThreadRunnerOptions = { stopGraceMs: 50, flushMs: 1 }

/** Creates the runner of one test and closes it afterwards. */
export async function subject(create: CreateRunner): Promise<Subject> {
  const { runner } = await makeRunner(create, OPTIONS)
  return { runner }
}

/** The same for a runner that extends `ThreadRunner`. */
export async function engineSubject(
  create: CreateRunner,
  options: ThreadRunnerOptions = {},
): Promise<EngineSubject> {
  const { runner } = await makeRunner(create, { ...OPTIONS, ...options })
  const engine = asThreadRunner(runner)
  if (engine === undefined) throw new Error('The runner does not extend ThreadRunner: pass { engine: false }')
  return { runner, engine }
}

async function makeRunner(create: CreateRunner, options: ThreadRunnerOptions): Promise<RunnerUnderTest> {
  const made = await create(options)
  onTestFinished(async () => {
    await asThreadRunner(made.runner)?.close({ drainMs: 0 })
    await made.close?.()
  })
  return made
}

/** A parsed event. */
export type ReadEvent = EventLike & Readonly<Record<string, unknown>>

/** Reads a source of events to its end. */
export function collect(source: EventSource): Promise<ReadEvent[]> {
  const events: ReadEvent[] = []
  return new Promise((resolve, reject) => {
    observe(source, {
      next: (event) => events.push(event as ReadEvent),
      error: reject,
      complete: () => resolve(events),
    })
  })
}

/** Reads a source until an event matches, then closes it. Returns the events so far, the match included. */
export function collectUntil(source: EventSource, fits: (event: ReadEvent) => boolean): Promise<ReadEvent[]> {
  const events: ReadEvent[] = []
  return new Promise((resolve, reject) => {
    const leave = observe(source, {
      next: (event) => {
        events.push(event as ReadEvent)
        if (fits(event as ReadEvent)) {
          resolve(events)
          queueMicrotask(() => leave())
        }
      },
      error: reject,
      complete: () =>
        reject(new Error(`ended before the awaited event: ${events.map(({ type }) => type).join(', ')}`)),
    })
  })
}

let runs = 0

/** A run input with a new run id. */
export function inputOf(threadId: string, fields: Partial<RunAgentInput> = {}): RunAgentInput {
  runs += 1
  return { threadId, runId: `run-${runs}`, messages: [], tools: [], context: [], ...fields }
}

/** A user message. */
export function said(id: string, content: string): RunAgentInput['messages'][number] {
  return { id, role: 'user', content }
}

/** The text of a message after a client has applied these events. */
export function textOf(events: readonly ReadEvent[], messageId: string): string {
  let text = ''
  for (const event of events) {
    if (event.type === 'MESSAGES_SNAPSHOT') {
      const messages = event.messages as { id: string; content?: string }[]
      text = messages.find(({ id }) => id === messageId)?.content ?? ''
    } else if (event.type === 'TEXT_MESSAGE_CONTENT' && event.messageId === messageId) {
      text += String(event.delta)
    }
  }
  return text
}

/** Starts a run and reads it to its end. */
export function runToEnd(subject: Subject, agent: AgentLike, input: RunAgentInput): Promise<ReadEvent[]> {
  return collect(subject.runner.run({ threadId: input.threadId, agent, input }))
}

/** The types of events, in order. */
export function typesOf(events: readonly ReadEvent[]): string[] {
  return events.map(({ type }) => type)
}

/** A promise with its resolve function. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}
