/** Why a response failed, as the older API says it. */
class FailedResponse {
  readonly code = 'failed'
  readonly reason: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(reason: string, details: Readonly<Record<string, unknown>>) {
    this.reason = reason
    this.details = details
  }
}

/** A guardrail has refused a message. */
export class GuardrailsValidationFailureResponse extends FailedResponse {
  constructor({ guardrailsReason }: { guardrailsReason: string }) {
    super('GUARDRAILS_VALIDATION_FAILED', { guardrailsReason })
  }
}

/** A message broke off. */
export class MessageStreamInterruptedResponse extends FailedResponse {
  constructor({ messageId }: { messageId: string }) {
    super('MESSAGE_STREAM_INTERRUPTED', {
      messageId,
      description: 'Check the message for mode details',
    })
  }
}

/** Something else failed. */
export class UnknownErrorResponse extends FailedResponse {
  constructor({ description, originalError }: { description: string; originalError?: unknown }) {
    super('UNKNOWN_ERROR', { description, ...(originalError !== undefined && { originalError }) })
  }
}
