import type { AgentErrorCode } from './agent-error.ts'
import type { Failure } from './read-failure.ts'

/** Codes of failures by the names that providers and the AI SDK have for them, in lower case. */
const NAMED: Readonly<Record<string, AgentErrorCode>> = {
  invalid_api_key: 'auth_failed',
  incorrect_api_key: 'auth_failed',
  authentication_error: 'auth_failed',
  permission_error: 'auth_failed',
  permission_denied: 'auth_failed',
  unauthenticated: 'auth_failed',
  api_key_invalid: 'auth_failed',
  rate_limit_exceeded: 'rate_limited',
  rate_limit_error: 'rate_limited',
  resource_exhausted: 'rate_limited',
  insufficient_quota: 'quota_exceeded',
  billing_error: 'quota_exceeded',
  billing_hard_limit_reached: 'quota_exceeded',
  context_length_exceeded: 'context_too_long',
  string_above_max_length: 'context_too_long',
  exceed_context_size_error: 'context_too_long',
  request_too_large: 'context_too_long',
  content_filter: 'content_refused',
  content_policy_violation: 'content_refused',
  overloaded_error: 'overloaded',
  server_overloaded: 'overloaded',
  unavailable: 'overloaded',
  model_not_found: 'model_not_found',
  not_found_error: 'model_not_found',
  api_error: 'provider_error',
  server_error: 'provider_error',
  internal: 'provider_error',
  ai_loadapikeyerror: 'auth_failed',
  ai_loadsettingerror: 'invalid_configuration',
  ai_nosuchmodelerror: 'model_not_found',
  ai_invalidresponsedataerror: 'incomplete_response',
  ai_emptyresponsebodyerror: 'incomplete_response',
  ai_nooutputgeneratederror: 'incomplete_response',
  ai_nocontentgeneratederror: 'incomplete_response',
  ai_jsonparseerror: 'provider_error',
  ai_typevalidationerror: 'provider_error',
  ai_invalidprompterror: 'invalid_request',
  ai_invalidargumenterror: 'invalid_request',
  ai_unsupportedfunctionalityerror: 'invalid_request',
  ai_downloaderror: 'invalid_request',
}

/** The codes of Node and undici for a connection that failed. */
const NETWORK: ReadonlySet<string> = new Set([
  'econnrefused',
  'econnreset',
  'enotfound',
  'eai_again',
  'epipe',
  'etimedout',
  'und_err_socket',
  'und_err_connect_timeout',
  'und_err_headers_timeout',
  'und_err_body_timeout',
])

/** The code for a failure, by its fields; `agent_error` for one that says nothing. */
export function errorCodeOf({ names, statuses, isCall }: Failure): AgentErrorCode {
  const named = names.map((name) => (Object.hasOwn(NAMED, name) ? NAMED[name] : undefined))
  const byStatus = statuses.map(codeOfStatus)
  // `provider_error` is less specific than the status.
  const code =
    named.find((one) => one !== undefined && one !== 'provider_error') ??
    byStatus.find((one) => one !== undefined) ??
    named.find((one) => one !== undefined)
  if (code !== undefined) return code
  if (names.some((name) => NETWORK.has(name))) return 'network_error'
  return isCall ? 'network_error' : 'agent_error'
}

function codeOfStatus(status: number): AgentErrorCode | undefined {
  switch (status) {
    case 401:
    case 403:
      return 'auth_failed'
    case 402:
      return 'quota_exceeded'
    case 404:
      return 'model_not_found'
    case 413:
      return 'context_too_long'
    case 429:
      return 'rate_limited'
    case 503:
    case 529:
      return 'overloaded'
    default:
      if (status >= 500 && status < 600) return 'provider_error'
      return status >= 400 && status < 500 ? 'invalid_request' : undefined
  }
}
