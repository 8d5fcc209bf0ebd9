/** One recording to transcribe. */
export interface TranscribeFileOptions {
  /** The recording with unchanged bytes. The extension of its name matches its type. */
  audioFile: File
  /** Its media type, such as `audio/webm;codecs=opus`. The runtime always sets it. */
  mimeType?: string | undefined
  /** Its size in bytes. The runtime always sets it. */
  size?: number | undefined
  /**
   * Aborted when the client disconnects or the time is up. The runtime always sets it.
   */
  signal?: AbortSignal | undefined
}

/**
 * Transcribes speech. Extend it and pass an instance to the runtime as `transcriptionService`.
 *
 * Errors of a service are converted by {@link toTranscriptionError}. Throw a `TranscriptionError` to choose the code, or
 * any error with a `status` or `code`.
 */
export abstract class TranscriptionService {
  /** Returns the text of a recording; an empty string if it contains no speech. */
  abstract transcribeFile(options: TranscribeFileOptions): Promise<string>

  /**
   * Yields the text of a recording in parts, for services that can stream. The complete text is all parts joined, or the
   * string that the iterator returns at its end. Called instead of {@link transcribeFile} if the client asks for a stream.
   */
  transcribeFileStream?(options: TranscribeFileOptions): AsyncIterable<string>
}
