import { DEFAULT_TIMEOUT_MS } from '@flightdeck/transcription'
import { DEFAULT_MAX_BYTES } from '../upload/upload-limits.ts'

export {
  type TranscribeFileOptions,
  TranscriptionError,
  type TranscriptionErrorCode,
  type TranscriptionErrorOptions,
  TranscriptionService,
} from '@flightdeck/transcription'

/** Limits of transcription. */
export interface TranscriptionLimits {
  /** Bytes of a recording. @default 26_214_400 (25 MiB) */
  maxBytes?: number | undefined
  /** Milliseconds after which the call of the service is aborted. `Infinity` for no limit. @default 120_000 */
  timeoutMs?: number | undefined
}

/** The same with all defaults. */
export interface ResolvedTranscription {
  readonly maxBytes: number
  readonly timeoutMs: number
}

/** Fills in the defaults. */
export function resolveTranscription(limits: TranscriptionLimits = {}): ResolvedTranscription {
  const { maxBytes = DEFAULT_MAX_BYTES, timeoutMs = DEFAULT_TIMEOUT_MS } = limits
  return { maxBytes, timeoutMs }
}

/**
 * Checks the option `transcriptionService`.
 *
 * @throws TypeError that says what is missing
 */
export function checkTranscriptionService(service: unknown): void {
  const has = (name: string): boolean =>
    typeof service === 'object' && service !== null && typeof Reflect.get(service, name) === 'function'
  if (service !== undefined && !has('transcribeFile')) {
    throw new TypeError(
      'transcriptionService has no method transcribeFile: a service extends TranscriptionService.',
    )
  }
}
