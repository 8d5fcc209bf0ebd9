import type { AcceptedRun, FollowRequest, LogReader, StartRequest } from '@flightdeck/run-engine'

/** Asks for the end of a run. */
export interface StopRequest {
  threadId: string
  runId?: string | undefined
  owner?: string | undefined
}

/** How routes reach runs, whichever kind of runner the application chose. */
export interface Runs {
  start(request: StartRequest): Promise<Pick<AcceptedRun, 'runId' | 'reader' | 'ended' | 'repeated'>>
  follow(request: FollowRequest & { agentId: string }): Promise<LogReader>
  stop(request: StopRequest): Promise<boolean>
}
