/** One row of the table of errors: the status sent, and the texts of the body when the thrower gives none. */
export interface ErrorCodeRow {
  /** HTTP status of the answer. */
  readonly status: number
  /** The `error` text of the body, which clients compare. */
  readonly error: string
  /** The `message` text of the body when the thrower gives none. */
  readonly message: string
}

/** Every error this server answers with before a stream starts. The codes are stable; the list is closed. */
export const errorCodes = {
  invalid_request: { status: 400, error: 'invalid_request', message: 'The request is not valid' },
  invalid_json: { status: 400, error: 'Invalid request body', message: 'The request body is not valid JSON' },
  invalid_import: { status: 400, error: 'Invalid request body', message: 'The exported thread is not valid' },
  invalid_cursor: { status: 400, error: 'Invalid cursor', message: 'The cursor is not valid for this list' },
  invalid_run_input: { status: 400, error: 'Invalid request body', message: 'The run input is not valid' },
  graphql_not_served: {
    status: 400,
    error: 'invalid_request',
    message:
      'GraphQL is not served. Use the hooks and components of @copilotkit/react-core 1.50 or newer; CopilotTask, CopilotTextarea and useCopilotRuntimeClient still send GraphQL and do not work',
  },
  body_already_read: {
    status: 400,
    error: 'invalid_request',
    message:
      'The request body was already read. Read a clone, request.clone(), before the runtime gets the request',
  },
  unauthorized: {
    status: 401,
    error: 'Unauthorized',
    message: 'This request requires an authenticated user',
  },
  forbidden: { status: 403, error: 'Forbidden', message: 'The user is not allowed to do this' },
  cross_site: {
    status: 403,
    error: 'Forbidden',
    message: 'The request came from a page of another site: name its origin in cors.origin or trustedOrigins',
  },
  host_not_allowed: {
    status: 403,
    error: 'Forbidden',
    message: 'This server does not answer to this host: add it to allowedHosts',
  },
  not_enabled: { status: 403, error: 'Forbidden', message: 'This operation is not enabled on this server' },
  not_found: { status: 404, error: 'Not found', message: 'No route matches this path' },
  agent_not_found: { status: 404, error: 'Agent not found', message: 'The agent does not exist' },
  thread_not_found: { status: 404, error: 'Thread not found', message: 'The thread does not exist' },
  single_route_envelope_against_multi_route_runtime: {
    status: 404,
    error: 'Not found',
    message:
      'This runtime has one path per operation: use the REST transport, or set the mode "single-route" on the server',
  },
  method_not_allowed: {
    status: 405,
    error: 'Method not allowed',
    message: 'Method not allowed for this path',
  },
  request_timeout: {
    status: 408,
    error: 'Request timeout',
    message: 'The request body did not arrive in time (bodyTimeoutMs)',
  },
  thread_busy: { status: 409, error: 'Thread busy', message: 'The thread already has a run' },
  interrupts_open: {
    status: 409,
    error: 'Interrupts open',
    message: 'The thread has open interrupts: resume them first',
  },
  interrupt_answered: {
    status: 409,
    error: 'Interrupt answered',
    message: 'The interrupt was already answered with a different payload',
  },
  thread_exists: { status: 409, error: 'Thread exists', message: 'A thread with this id already exists' },
  run_id_conflict: {
    status: 409,
    error: 'Run id conflict',
    message: 'The thread has a run with this id and another input',
  },
  interrupt_expired: { status: 410, error: 'Interrupt expired', message: 'The interrupt has expired' },
  payload_too_large: { status: 413, error: 'Payload too large', message: 'The request body is too large' },
  unsupported_media_type: {
    status: 415,
    error: 'Unsupported media type',
    message: 'The request body must be sent as application/json',
  },
  queue_full: { status: 429, error: 'Queue full', message: 'Too many runs are waiting for this thread' },
  too_many_readers: {
    status: 429,
    error: 'Too many readers',
    message: 'Too many clients follow this thread',
  },
  client_closed: { status: 499, error: 'Client closed request', message: 'The client disconnected' },
  internal_error: {
    status: 500,
    error: 'internal_error',
    message: 'The server failed to answer this request',
  },
  run_failed: { status: 500, error: 'Failed to run agent', message: 'The run could not be started' },
  stop_failed: { status: 500, error: 'Failed to stop agent', message: 'The run could not be stopped' },
  info_failed: {
    status: 500,
    error: 'Failed to retrieve runtime information',
    message: 'The agents of this runtime could not be listed',
  },
  threads_failed: {
    status: 500,
    error: 'Failed to serve threads',
    message: 'The threads could not be accessed',
  },
  identify_failed: {
    status: 500,
    error: 'Failed to identify user',
    message: 'identifyUser failed',
  },
  invalid_user: {
    status: 500,
    error: 'identifyUser must return a valid user id',
    message: 'identifyUser returned an invalid user',
  },
  authorize_failed: {
    status: 500,
    error: 'Failed to authorize',
    message: 'authorize failed',
  },
  threads_not_supported: {
    status: 501,
    error: 'Threads not supported',
    message: 'The runner of this server does not support threads',
  },
  realtime_not_supported: {
    status: 501,
    error: 'Realtime not supported',
    message: 'Websockets are not supported: GET /threads/subscribe streams changes of the list',
  },
  runtime_closing: {
    status: 503,
    error: 'Runtime closing',
    message: 'The runtime is shutting down, try again later',
  },
  store_unavailable: {
    status: 503,
    error: 'Store unavailable',
    message: 'The store of this server is not available at the moment, try again later',
  },
  service_not_configured: {
    status: 503,
    error: 'service_not_configured',
    message: 'Transcription service is not configured',
  },
  invalid_audio_format: { status: 400, error: 'invalid_audio_format', message: 'Unsupported audio format' },
  audio_too_long: { status: 400, error: 'audio_too_long', message: 'Audio file is too long' },
  audio_too_short: { status: 400, error: 'audio_too_short', message: 'Audio file is too short' },
  audio_too_large: { status: 413, error: 'audio_too_large', message: 'Audio file is too large' },
  auth_failed: {
    status: 401,
    error: 'auth_failed',
    message: 'Authentication failed with transcription provider',
  },
  rate_limited: { status: 429, error: 'rate_limited', message: 'Rate limited. Please try again later.' },
  provider_error: { status: 500, error: 'provider_error', message: 'The transcription provider failed' },
  network_error: {
    status: 502,
    error: 'network_error',
    message: 'The transcription provider could not be reached',
  },
  transcription_timeout: {
    status: 504,
    error: 'transcription_timeout',
    message: 'The transcription took too long',
  },
} as const

/** A code from the closed list of {@link errorCodes}. */
export type ErrorCode = keyof typeof errorCodes

/** True if `value` is one of the codes of the table. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorCodes, value)
}

/** The JSON body of a refused request. Some codes add members, such as `runId` of the run in progress. */
export interface ErrorBody {
  error: string
  message: string
  code: ErrorCode
  [detail: string]: unknown
}
