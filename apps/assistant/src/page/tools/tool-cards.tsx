import './tool-cards.css'
import { useDefaultRenderTool } from '@copilotkit/react-core/v2'

/** Labels of the assistant's tools. */
const LABELS: Readonly<Record<string, string>> = {
  find_expenses: 'Search expenses',
  sum_expenses: 'Sum expenses',
  add_expense: 'Add an expense',
  change_expense: 'Change an expense',
  remove_expense: 'Remove an expense',
  convert_currency: 'Convert a currency (MCP server)',
  list_currencies: 'List currencies (MCP server)',
}

/** Shows every server tool call as a line that expands to its arguments and result. */
export function ToolCards() {
  useDefaultRenderTool({
    render: ({ name, toolCallId, parameters, result }) => (
      <details className="tool-line" data-testid="tool-line" data-tool={name} key={toolCallId}>
        <summary>
          {LABELS[name] ?? name} <span>{stateOf(result)}</span>
        </summary>
        <pre>{JSON.stringify(parameters, null, 1)}</pre>
        {result !== undefined && <pre>{result}</pre>}
      </details>
    ),
  })
  return null
}

function stateOf(result: string | undefined): string {
  if (result === undefined) return '…'
  return /^\{"status":"(denied|cancelled)"/.test(result) ? 'declined' : 'done'
}
