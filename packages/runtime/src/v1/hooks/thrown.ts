/**
 * What the application or a provider threw. An agent that reports a failure to the client puts an error of its own around it,
 * which says no more than clients may know.
 */
export function thrown(error: unknown): unknown {
  const isWrapped = error instanceof Error && error.name === 'AgentError' && error.cause !== undefined
  return isWrapped ? error.cause : error
}
