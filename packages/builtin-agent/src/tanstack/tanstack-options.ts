import type { RunAgentInput } from '@ag-ui/client'
import type { ConvertStreamOptions } from '../convert/convert-options.ts'

/** What the converter of TanStack AI is given beside its stream. */
export interface ConvertTanStackOptions extends ConvertStreamOptions {
  /**
   * The input of the run. With it, calls that wait in its history are not opened again, approvals that the human denied are
   * answered, which TanStack AI leaves to the client, and a new call never has the id of one of its calls. @default none
   */
  input?: (Pick<RunAgentInput, 'messages' | 'resume'> & Partial<Pick<RunAgentInput, 'tools'>>) | undefined
}
