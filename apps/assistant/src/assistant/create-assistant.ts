import { BuiltInAgent, type McpProblem } from '@flightdeck/builtin-agent'
import type { Ledger } from '../ledger/ledger.ts'
import type { ModelChoice } from '../model/choose-model.ts'
import type { RatesServer } from '../rates/rates-server.ts'
import { createExpenseTools } from '../tools/expense-tools.ts'

export interface AssistantOptions {
  model: ModelChoice
  /** One line for people, shown by `GET /info`. */
  description: string
  ledger: Ledger
  /** An MCP server whose tools the assistant has beside its own. */
  rates: Pick<RatesServer, 'url' | 'headers'>
  onMcpProblem(problem: McpProblem): void
}

const PROMPT = `You keep the user's book of expenses, in euros.
- Look things up with the tools before you say a number, and never make one up.
- Days are YYYY-MM-DD. What day it is stands in the context from the application.
- To change the book, call the tool at once: the user is asked by the application, so do not ask as well. If they refuse, accept it.
- When a chart helps, draw one with draw_chart and add a sentence, without repeating every value.
- Exchange rates come from convert_currency.
- Answer briefly, in the language of the user, in Markdown.`

/** The agent that keeps the book: any model, tools over the book, an MCP server, and approvals before it writes. */
export function createAssistant(options: AssistantOptions): BuiltInAgent {
  const { model, ledger, rates } = options
  const agent = new BuiltInAgent({
    model: model.name,
    baseURL: model.baseURL,
    prompt: PROMPT,
    tools: createExpenseTools(ledger),
    stateTools: false,
    mcpServers: [{ type: 'http', url: rates.url, headers: rates.headers }],
    onMcpProblem: options.onMcpProblem,
  })
  agent.description = options.description
  return agent
}
