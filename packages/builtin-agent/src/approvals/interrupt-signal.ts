import type { Interrupt } from '@ag-ui/client'

/** Thrown by `context.interrupt()` to end a run that waits for a human. It is no failure: let it pass. */
export class InterruptSignal extends Error {
  /** What the human has to decide. */
  readonly interrupts: Interrupt[]

  constructor(interrupts: Interrupt[]) {
    super(`The run waits for ${interrupts.length === 1 ? 'an answer' : `${interrupts.length} answers`}`)
    this.name = 'InterruptSignal'
    this.interrupts = interrupts
  }
}

/** Whether an error is an `InterruptSignal`, of whichever copy of this package. */
export function isInterruptSignal(error: unknown): error is InterruptSignal {
  return error instanceof Error && error.name === 'InterruptSignal' && 'interrupts' in error
}
