import './tool-cards.css'
import { useDefaultRenderTool } from '@copilotkit/react-core/v2'

/** What each tool of the assistant does, while it runs and when it is done. */
const LABELS: Readonly<Record<string, readonly [running: string, done: string]>> = {
  find_expenses: ['Searching expenses…', 'Searched expenses'],
  sum_expenses: ['Adding up expenses…', 'Added up expenses'],
  add_expense: ['Add an expense', 'Added an expense'],
  change_expense: ['Change an expense', 'Changed an expense'],
  remove_expense: ['Remove an expense', 'Removed an expense'],
  convert_currency: ['Converting (MCP server)…', 'Converted (MCP server)'],
  list_currencies: ['Listing currencies (MCP server)…', 'Listed currencies (MCP server)'],
}

/** Shows every server tool call as a line that expands to its arguments and result. */
export function ToolCards() {
  useDefaultRenderTool({
    render: ({ name, toolCallId, parameters, result }) => (
      <details className="tool-line" data-testid="tool-line" data-tool={name} key={toolCallId}>
        <summary>{labelOf(name, result)}</summary>
        <pre>{JSON.stringify(parameters, null, 1)}</pre>
        {result !== undefined && <pre>{result}</pre>}
      </details>
    ),
  })
  return null
}

function labelOf(name: string, result: string | undefined): string {
  const [running, done] = LABELS[name] ?? [`${name}…`, name]
  if (result === undefined) return running
  return /^\{"status":"(denied|cancelled|stopped)"/.test(result)
    ? `Not done: ${running.replace('…', '')}`
    : done
}
