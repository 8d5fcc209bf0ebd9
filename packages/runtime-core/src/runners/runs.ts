import type { AcceptedRun, FollowRequest, LogReader, StartRequest } from '@flightdeck/run-engine'

/** A request to stop a run. */
export interface StopRequest {
  threadId: string
  runId?: string | undefined
  owner?: string | undefined
}

/** Starts, follows and stops runs, with any kind of runner. */
export interface Runs {
  start(request: StartRequest): Promise<Pick<AcceptedRun, 'runId' | 'reader' | 'ended' | 'repeated'>>
  follow(request: FollowRequest & { agentId: string }): Promise<LogReader>
  stop(request: StopRequest): Promise<boolean>
}
