import { AbstractAgent, type AgentCapabilities, type BaseEvent, type RunAgentInput } from '@ag-ui/client'
import { Observable } from 'rxjs'
import type {
  BuiltInAgentClassicConfig,
  BuiltInAgentConfiguration,
  OverridableProperty,
} from '../config/configuration.ts'
import { createMcpConnections, knownMcpTools, type McpConnections } from '../mcp/index.ts'
import { classicRun } from '../run/classic-run.ts'
import { factoryRun } from '../run/factory-run.ts'
import { runEvents } from '../run/run-events.ts'
import { RunReport } from '../run/run-report.ts'
import { type AddedTools, withAddedTools } from '../tools/added-tools.ts'
import { agentDescription } from './agent-description.ts'
import { checkConfiguration } from './check-configuration.ts'

/** What an engine passes to `run` beside the input. */
export interface BuiltInAgentRunContext {
  /** Stops the run when it aborts. */
  signal?: AbortSignal | undefined
}

/** The events of a run, an Observable of rxjs. Applications can name it without listing rxjs. */
export interface AgentEvents extends Observable<BaseEvent> {}

/**
 * An AG-UI agent on any model.
 *
 * With a model, it calls the model with tools, MCP servers, the shared state and approvals. With a factory, it converts the stream
 * that the factory returns into events. An instance does one run at a time; `clone()` returns another.
 */
export class BuiltInAgent extends AbstractAgent {
  // Not `#private`: the base class clones by prototype, without running a constructor.
  private config: BuiltInAgentConfiguration
  private connections: McpConnections
  private added: readonly AddedTools[] = []
  private controller: AbortController | undefined

  /**
   * @throws TypeError for a configuration without a model or a factory, and for an unknown option; `AgentError` with the code
   *   `invalid_configuration` for the name of a model without a provider
   */
  constructor(config: BuiltInAgentConfiguration) {
    checkConfiguration(config)
    super({ description: agentDescription(config) })
    this.config = config
    this.connections = (isClassic(config) ? config.mcpConnections : undefined) ?? createMcpConnections()
  }

  /** Whether a client may set this property for one run. Always false with a factory. */
  canOverride(property: OverridableProperty): boolean {
    return isClassic(this.config) && (this.config.overridableProperties ?? []).includes(property)
  }

  /** The capabilities of the agent. The configured `capabilities` replace inferred ones, category by category. */
  override async getCapabilities(): Promise<AgentCapabilities> {
    const inferred: AgentCapabilities = {
      tools: { supported: true, clientProvided: true },
      transport: { streaming: true },
      humanInTheLoop: { interrupts: true },
    }
    if (!isClassic(this.config)) return inferred
    const items = knownMcpTools({ mcpServers: this.config.mcpServers, connections: this.connections })
    if (items.length > 0) inferred.tools = { ...inferred.tools, items }
    if (this.config.tools?.some((tool) => tool.needsApproval)) {
      inferred.humanInTheLoop = { ...inferred.humanInTheLoop, approvals: true, approveWithEdits: true }
    }
    return { ...inferred, ...this.config.capabilities }
  }

  /**
   * Starts one run on subscription. Unsubscribing, `abortRun()` and the signal stop it and close the connection to the
   * provider. Throws an Error while another run of this instance is running.
   *
   * The events end with `RUN_FINISHED`; or with `RUN_ERROR`, which carries an `AgentErrorCode`, and then the Observable
   * fails with the `AgentError`.
   */
  override run(input: RunAgentInput, context: BuiltInAgentRunContext = {}): AgentEvents {
    this.refuseSecondRun()
    return new Observable((reader) => {
      this.refuseSecondRun()
      const controller = new AbortController()
      const stop = (): void => controller.abort()
      this.controller = controller
      const { signal } = context
      if (signal?.aborted) stop()
      signal?.addEventListener('abort', stop, { once: true })
      const free = (): void => {
        signal?.removeEventListener('abort', stop)
        if (this.controller === controller) this.controller = undefined
      }
      const pump = async (): Promise<void> => {
        for await (const event of this.events(input, controller)) {
          if (reader.closed) return
          reader.next(event)
        }
      }
      pump().then(
        () => {
          free()
          reader.complete()
        },
        (error: unknown) => {
          free()
          reader.error(error)
        },
      )
      return () => {
        stop()
        free()
      }
    })
  }

  /** Stops the running run, if there is one. It ends with outcome `cancelled`. */
  override abortRun(): void {
    this.controller?.abort()
  }

  /** Another instance with the same configuration, middlewares, messages and state, and the same connections to MCP servers. */
  override clone(): BuiltInAgent {
    const clone: BuiltInAgent = super.clone()
    clone.config = this.config
    clone.connections = this.connections
    clone.added = this.added
    clone.isRunning = false
    return clone
  }

  /**
   * Another instance that has these tools as well; this one stays as it is. Tools of the configuration win over added ones of
   * the same name, and these win over tools of the client. An agent with a factory takes none: it is returned itself.
   *
   * @param tools The tools, or a function that is called once for every run and gives them
   */
  withTools(tools: AddedTools): BuiltInAgent {
    if (!isClassic(this.config)) return this
    const clone = this.clone()
    clone.added = [...this.added, tools]
    return clone
  }

  /** Closes the connections to MCP servers that this agent and its clones share. A later run opens them again. */
  async close(): Promise<void> {
    await this.connections.close()
  }

  private refuseSecondRun(): void {
    if (this.controller !== undefined) {
      throw new Error('Agent is already running. Call abortRun() first or create a new instance.')
    }
  }

  private events(input: RunAgentInput, controller: AbortController): AsyncIterable<BaseEvent> {
    const config = this.config
    const report = new RunReport()
    const { signal } = controller
    const ceiling: unknown = (this as { maxProtocolVersion?: unknown }).maxProtocolVersion
    return runEvents({
      input,
      signal,
      report,
      isVersion1: typeof ceiling === 'string',
      produce: () =>
        isClassic(config)
          ? withAddedTools(config, this.added, { input, signal }, (all) =>
              classicRun({ config: all, connections: this.connections, input, signal, report }),
            )
          : factoryRun({ config, input, controller, report }),
    })
  }
}

function isClassic(config: BuiltInAgentConfiguration): config is BuiltInAgentClassicConfig {
  return !('factory' in config)
}

/** @deprecated Use `BuiltInAgent`, which is the same. */
export class BasicAgent extends BuiltInAgent {}
