/** One recording to put into words. */
export interface TranscribeFileOptions {
  /** The recording as it was sent, byte for byte, under a name whose extension fits its type. */
  audioFile: File
  /** Its media type, such as `audio/webm;codecs=opus`. The runtime always gives it. */
  mimeType?: string | undefined
  /** Its size in bytes. The runtime always gives it. */
  size?: number | undefined
  /**
   * Aborted when nobody waits for the words any more: the client left, or the time is up. The runtime always
   * gives it.
   */
  signal?: AbortSignal | undefined
}

/**
 * Puts speech into words. Extend it, and give the runtime an instance as `transcriptionService`.
 *
 * What a service throws is judged by {@link toTranscriptionError}: throw a `TranscriptionError` to decide by
 * yourself, or anything with a `status` or `code`.
 */
export abstract class TranscriptionService {
  /** The words of a recording; an empty string where nothing is said. */
  abstract transcribeFile(options: TranscribeFileOptions): Promise<string>

  /**
   * The words of a recording as they come, for services that can: each item is added to those before it. The
   * whole text is all of them together, unless the iterator returns a string at its end; then it is that.
   * Called instead of {@link transcribeFile} for clients that ask for a stream.
   */
  transcribeFileStream?(options: TranscribeFileOptions): AsyncIterable<string>
}
