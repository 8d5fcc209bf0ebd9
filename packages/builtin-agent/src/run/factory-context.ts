import type { Interrupt, ResumeEntry, RunAgentInput } from '@ag-ui/client'
import { InterruptSignal } from '../approvals/interrupt-signal.ts'
import type { BuiltInAgentFactoryContext } from '../config/configuration.ts'

/** The context of a factory, and the function that ends its work. */
export interface FactoryWork {
  readonly context: BuiltInAgentFactoryContext
  /** Ends the work of a factory that raised an interrupt: the model must not continue. The run itself is not stopped. */
  readonly leave: () => void
  /** Whether the factory raised an interrupt. */
  readonly hasAsked: () => boolean
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
    hasAsked: () => hasAsked,
    leave: () => {
      run.signal.removeEventListener('abort', onRun)
      own.signal.removeEventListener('abort', onOwn)
      if (hasAsked) own.abort()
    },
  }
}

/** The resume answers in the order of the interrupts; undefined unless every interrupt has one. */
function answersTo(
  interrupts: readonly Interrupt[],
  resume: readonly ResumeEntry[],
): ResumeEntry[] | undefined {
  const answers = interrupts.flatMap(({ id }) => resume.find((entry) => entry.interruptId === id) ?? [])
  return interrupts.length > 0 && answers.length === interrupts.length ? answers : undefined
}
