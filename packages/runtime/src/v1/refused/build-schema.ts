/** @deprecated Throws: no GraphQL is served. Serve the runtime with one of the endpoint helpers. */
export function buildSchema(..._options: unknown[]): never {
  throw new Error(
    'buildSchema is not part of this runtime, which serves no GraphQL. Serve the runtime with one of the helpers, such as ' +
      "copilotRuntimeNodeHttpEndpoint({ runtime, endpoint: '/copilotkit' }).",
  )
}
