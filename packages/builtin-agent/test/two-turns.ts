import type { Message, RunAgentInput } from '@ag-ui/client'
import { BuiltInAgent } from '../src/agent/built-in-agent.ts'
import type { BuiltInAgentClassicConfig } from '../src/config/configuration.ts'
import type { TestApi } from './model-apis.ts'
import { type ProviderRequest, startProvider } from './provider-mock.ts'
import { strict } from './provider-rules.ts'
import { type FinishedRun, historyAfter, inputOf, ofType, runToEnd, user } from './run-agent.ts'

/** A thread that is run, and run again with what the first run left in it. */
export interface TwoTurns {
  readonly config?: Partial<BuiltInAgentClassicConfig>
  readonly input?: Partial<RunAgentInput>
  /** How the provider answers in the first run, one function a request. @default with a text */
  readonly answers?: Parameters<typeof startProvider>
}

/** What came of the two turns. */
export interface TwoTurnsResult {
  readonly first: FinishedRun
  readonly next: FinishedRun
  /** The requests of the first run. */
  readonly firstRequests: readonly ProviderRequest[]
  /** The requests of the next run. */
  readonly nextRequests: readonly ProviderRequest[]
}

/** Creates the agent of a thread. */
export type CreateAgent = (api: TestApi, baseURL: string, config?: TwoTurns['config']) => BuiltInAgent

const createNamed: CreateAgent = (api, baseURL, config) =>
  new BuiltInAgent({
    model: api.model,
    apiKey: 'key',
    baseURL,
    maxRetries: 0,
    stateTools: false,
    ...config,
  })

/**
 * Runs two turns of a thread over a mock provider that refuses what breaks the documented rules of its API.
 *
 * @param create Creates the agent. @default one with the model by name
 */
export async function twoTurns(
  api: TestApi,
  turns: TwoTurns,
  create: CreateAgent = createNamed,
): Promise<TwoTurnsResult> {
  const answers = turns.answers ?? []
  const last: (typeof answers)[number] = (response) => api.text(response, 'Done.')
  const provider = await startProvider(...[...answers, last].map((answer) => strict(api, answer)))
  try {
    const agent = create(api, provider.url, turns.config)
    const input = inputOf({ messages: [user('hello')], ...turns.input })
    const first = await runToEnd(agent, input)
    const count = provider.requests.length
    const { resume: _, ...rest } = input
    const next = await runToEnd(agent, { ...rest, messages: nextMessages(input.messages, first) })
    return {
      first,
      next,
      firstRequests: provider.requests.slice(0, count),
      nextRequests: provider.requests.slice(count),
    }
  } finally {
    await provider.close()
  }
}

/** The history after a run, with results for the calls that the client has to answer, and another turn of the user. */
function nextMessages(before: readonly Message[], { events }: FinishedRun): Message[] {
  const answered = new Set(ofType(events, 'TOOL_CALL_RESULT').map((event) => event.toolCallId))
  const open = ofType(events, 'TOOL_CALL_START').filter((event) => !answered.has(event.toolCallId))
  const results = open.map((event): Message => {
    const toolCallId = String(event.toolCallId)
    return { id: crypto.randomUUID(), role: 'tool', toolCallId, content: 'ok' }
  })
  return [...historyAfter(before, events), ...results, user('And now?')]
}

/** The messages, items or contents of a request, whichever its API calls them. */
export function turnsOf({ body }: ProviderRequest): readonly unknown[] {
  return body.messages ?? body.input ?? body.contents
}

/** The schemas of the tools of a request by the name of the tool, whichever its API calls them. */
export function schemasOf({ body }: ProviderRequest): Record<string, unknown> {
  const declared = (body.tools ?? []).flatMap(
    (tool: { functionDeclarations?: object[] }) => tool.functionDeclarations ?? [tool],
  )
  return Object.fromEntries(
    // biome-ignore lint/suspicious/noExplicitAny: the tools of whichever API
    declared.map((tool: any) => {
      const { name, parameters, parametersJsonSchema, input_schema } = tool.function ?? tool
      return [name, parameters ?? parametersJsonSchema ?? input_schema]
    }),
  )
}
