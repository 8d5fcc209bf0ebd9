import type { Interrupt, ResumeEntry, RunAgentInput } from '@ag-ui/client'
import { InterruptSignal } from '../approvals/interrupt-signal.ts'
import type { BuiltInAgentFactoryContext } from '../config/configuration.ts'

/** What a factory is told, and what ends the work that it began. */
export interface FactoryWork {
  readonly context: BuiltInAgentFactoryContext
  /** Ends the work of a factory that asked a human: the model is not to go on. The run itself is not stopped. */
  readonly leave: () => void
}

/** The context of a factory whose run has this input. Aborting its controller stops the run, and so does the reverse. */
export function factoryWork(run: AbortController, input: RunAgentInput): FactoryWork {
  const own = new AbortController()
  const onRun = (): void => own.abort(run.signal.reason)
  const onOwn = (): void => run.abort(own.signal.reason)
  let hasAsked = false
  if (run.signal.aborted) onRun()
  run.signal.addEventListener('abort', onRun, { once: true })
  own.signal.addEventListener('abort', onOwn, { once: true })
  return {
    context: {
      input,
      abortController: own,
      abortSignal: own.signal,
      interrupt: async (interrupts) => {
        const answers = answersTo(interrupts, input.resume ?? [])
        if (answers !== undefined) return answers
        hasAsked = true
        throw new InterruptSignal(interrupts)
      },
    },
    leave: () => {
      run.signal.removeEventListener('abort', onRun)
      own.signal.removeEventListener('abort', onOwn)
      if (hasAsked) own.abort()
    },
  }
}

/** The answers in the order of the interrupts; undefined unless there is one to each. */
function answersTo(
  interrupts: readonly Interrupt[],
  resume: readonly ResumeEntry[],
): ResumeEntry[] | undefined {
  const answers = interrupts.flatMap(({ id }) => resume.find((entry) => entry.interruptId === id) ?? [])
  return interrupts.length > 0 && answers.length === interrupts.length ? answers : undefined
}
