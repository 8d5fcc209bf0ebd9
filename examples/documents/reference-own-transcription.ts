import { TranscriptionService, TranscribeFileOptions } from '@flightdeck/runtime'
class MyTranscriptionService extends TranscriptionService {
  async transcribeFile(options: TranscribeFileOptions): Promise<string> {
    // options.audioFile, options.mimeType, options.size
    return 'transcribed text'
  }
}
