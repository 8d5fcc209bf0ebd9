export { type Cursor, fromCursor, toCursor } from './cursor.ts'
export { type ErrorBody, type ErrorCode, type ErrorCodeRow, errorCodes, isErrorCode } from './error-codes.ts'
export {
  EXPORT_CHECKSUM_EVENT,
  EXPORT_MEDIA_TYPE,
  EXPORT_THREAD_EVENT,
  EXPORT_VERSION,
  type ExportedInterrupt,
  type ExportedRun,
  type ExportedThread,
  exportChecksum,
} from './export-format.ts'
export {
  type Envelope,
  type HttpMethod,
  isPathOfBothModes,
  type ParamsOf,
  paramNames,
  type RouteName,
  type RouteParams,
  type RouteRow,
  type RuntimeRoute,
  routeNamed,
  routePath,
  routeTable,
} from './route-table.ts'
export type { AgentInfo, RuntimeInfo, ThreadEndpoints } from './runtime-info.ts'
export { SSE_KEEP_ALIVE, SSE_RECONNECT, sseFrame, sseHeaders, sseId } from './sse.ts'
export type {
  RunStatus,
  ThreadListEvent,
  ThreadPage,
  ThreadRecord,
  ThreadRunPage,
  ThreadRunRecord,
} from './thread-record.ts'
