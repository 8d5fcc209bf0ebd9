/** One recording to put into words. */
export interface TranscribeFileOptions {
  /** The recording as it was sent, byte for byte. */
  audioFile: File
  /** Its media type, such as `audio/webm`. */
  mimeType?: string | undefined
  /** Its size in bytes. */
  size?: number | undefined
}

/** Puts speech into words. Extend it, and give the runtime an instance as `transcriptionService`. */
export abstract class TranscriptionService {
  /**
   * The words of a recording. What it throws is judged by fields, never by words: a `status` of 429 or 401,
   * the `code` of a network failure, or a `code` of the documented list (`audio_too_long`, `rate_limited`,
   * …).
   */
  abstract transcribeFile(options: TranscribeFileOptions): Promise<string>
}
