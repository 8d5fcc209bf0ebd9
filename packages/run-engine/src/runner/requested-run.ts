import type { StartRequest } from '../contract/runner-requests.ts'
import { hashOfInput } from '../events/input-hash.ts'

/** A request to start a run, with the hash of its input. */
export interface RequestedRun extends StartRequest {
  readonly inputHash: string
}

/** Adds the hash of the input. Called before anything can change the input. */
export function toRequestedRun(request: StartRequest): RequestedRun {
  return { ...request, inputHash: hashOfInput(agentIdOf(request), request.input) }
}

/** The agent id that a run is recorded with. */
export function agentIdOf({ agentId, agent }: StartRequest): string {
  return agentId ?? agent.agentId ?? 'default'
}
