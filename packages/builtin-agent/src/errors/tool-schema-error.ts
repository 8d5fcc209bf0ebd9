/** The parameters of a tool cannot be written as JSON Schema. The message names the tool and may be shown to the client. */
export class ToolSchemaError extends TypeError {
  constructor(toolName: string, why: string, cause?: unknown) {
    super(`The parameters of the tool '${toolName}' cannot be written as JSON Schema${why}`, { cause })
  }
}
