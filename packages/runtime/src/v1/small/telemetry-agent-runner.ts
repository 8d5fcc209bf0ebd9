import type { AgentRunner } from '@flightdeck/run-engine'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'

/** Options of {@link TelemetryAgentRunner}. */
export interface TelemetryAgentRunnerConfig {
  /** The runner that does the work. @default new InMemoryAgentRunner() */
  runner?: AgentRunner | undefined
  /** Without effect: there is no telemetry. */
  runtime?: unknown
  /** Without effect: there is no telemetry. */
  hashedLgcKey?: string | undefined
}

/** The constructor of {@link TelemetryAgentRunner}. */
export type TelemetryAgentRunnerClass = new (config?: TelemetryAgentRunnerConfig) => AgentRunner

function passThrough({ runner }: TelemetryAgentRunnerConfig = {}): AgentRunner {
  return runner ?? new InMemoryAgentRunner()
}

/** @deprecated Gives the runner that it is passed: there is no telemetry here. */
export const TelemetryAgentRunner: TelemetryAgentRunnerClass =
  // A declared function that returns an object gives that object to `new`.
  passThrough as unknown as TelemetryAgentRunnerClass
/** @deprecated Use `AgentRunner`. */
export type TelemetryAgentRunner = AgentRunner
