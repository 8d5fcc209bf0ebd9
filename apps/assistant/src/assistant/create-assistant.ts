import { BuiltInAgent, type McpProblem } from '@flightdeck/builtin-agent'
import type { Ledger } from '../ledger/ledger.ts'
import type { ModelChoice } from '../model/choose-model.ts'
import type { RatesServer } from '../rates/rates-server.ts'
import { createExpenseTools } from '../tools/expense-tools.ts'

export interface AssistantOptions {
  model: ModelChoice
  /** A one-line description, part of `GET /info`. */
  description: string
  ledger: Ledger
  /** An MCP server whose tools the assistant can use. */
  rates: Pick<RatesServer, 'url' | 'headers'>
  onMcpProblem(problem: McpProblem): void
}

const PROMPT = `You manage the user's expenses, in euros.
- Look things up with the tools before you say a number, and never make one up.
- Days are YYYY-MM-DD. What day it is stands in the context from the application.
- To change the book, call the tool at once: the user is asked by the application, so do not ask as well. If they refuse, accept it.
- When a chart helps, draw one with draw_chart and add a sentence, without repeating every value.
- Exchange rates come from convert_currency.
- Answer briefly, in the language of the user, in Markdown.`

/** Creates the assistant: any model, tools for the expenses, an MCP server, and approvals before changes. */
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
