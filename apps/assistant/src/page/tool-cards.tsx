import './tool-cards.css'
import { useDefaultRenderTool } from '@copilotkit/react-core/v2'

/** What the tools of the assistant do, in words for the visitor. */
const LABELS: Readonly<Record<string, string>> = {
  find_expenses: 'Looked expenses up',
  sum_expenses: 'Added expenses up',
  add_expense: 'Write an expense down',
  change_expense: 'Change an expense',
  remove_expense: 'Take an expense out',
  convert_currency: 'Asked the MCP server for a rate',
  list_currencies: 'Asked the MCP server for currencies',
}

/** Shows every tool call of the server as a line that opens: what was asked, and what came back. */
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
