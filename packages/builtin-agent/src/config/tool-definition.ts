import type { RunAgentInput } from '@ag-ui/client'
import type { InferToolArguments, ToolParameters } from '../schema/standard-schema.ts'

/** The call that a tool is executed for. */
export interface ToolExecutionContext {
  /** The id of the call: the same in the events and in the history, and no other call of its thread has it. */
  toolCallId: string
  /** Aborts when the run is stopped, or when the tool has used up its `timeoutMs`. Hand it to every call that goes out. */
  signal: AbortSignal
  /** The input of the run, with its messages, state and forwarded properties. */
  input: RunAgentInput
}

/** A tool that runs on the server, or that asks a human. */
export interface ToolDefinition<Parameters extends ToolParameters = ToolParameters> {
  /** The name by which the model calls it. */
  name: string
  /** Describes to the model what the tool does and when to use it. */
  description: string
  /** The arguments: any Standard Schema (zod, valibot, arktype …), or a JSON Schema, which reaches the model whole. */
  parameters: Parameters
  /**
   * Executes the tool. Its return value, or the message of the error it throws, is the result that the model and the client see; for an
   * async generator it is the last yielded value. It is serialized as JSON; a `bigint` becomes a string.
   * The arguments have been validated against the schema.
   */
  execute?(args: InferToolArguments<Parameters>, context: ToolExecutionContext): unknown
  /**
   * Whether a human has to approve the call before `execute` is called. The run ends with an interrupt; the run that resumes it calls
   * `execute` if it was approved, and the model gets a denial if it was not. @default false
   */
  needsApproval?:
    | boolean
    | ((args: InferToolArguments<Parameters>, context: { toolCallId: string }) => boolean | Promise<boolean>)
    | undefined
  /**
   * Whether a call is an interrupt that a human answers. The run ends with an interrupt, and the answer of the run that resumes it is
   * the result of the call. Such a tool has no `execute`. @default false
   */
  interrupt?: boolean | undefined
  /** The `reason` of the interrupt. @default 'tool_call', or 'tool_approval' for a tool that needs approval */
  interruptReason?: string | undefined
  /** The `message` of the interrupt, for the human. @default none, or 'Approve "<name>"?' for a tool that needs approval */
  interruptMessage?: string | undefined
  /** Milliseconds that one call of `execute` may take before it counts as failed. @default no limit but the run's */
  timeoutMs?: number | undefined
}

/**
 * Defines a tool whose argument types are inferred from its schema. Throws a TypeError if both `interrupt` and `execute`
 * are set.
 */
export function defineTool<Parameters extends ToolParameters>(
  config: ToolDefinition<Parameters>,
): ToolDefinition<Parameters> {
  if (config.interrupt && config.execute) {
    throw new TypeError(
      `Tool '${config.name}' has both 'interrupt' and 'execute': the answer of a human is its result. ` +
        `For a tool that runs once a human agreed, use 'needsApproval'.`,
    )
  }
  return { ...config }
}
