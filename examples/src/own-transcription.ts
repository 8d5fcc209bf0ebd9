import {
  CopilotRuntime,
  createCopilotRuntimeHandler,
  type TranscribeFileOptions,
  TranscriptionService,
} from '@flightdeck/runtime'
import { greeter } from './agent.ts'

class MyTranscriptionService extends TranscriptionService {
  async transcribeFile(options: TranscribeFileOptions): Promise<string> {
    return `${options.audioFile.name}, ${options.mimeType}, ${options.size} bytes`
  }
}

const runtime = new CopilotRuntime({
  agents: { default: greeter() },
  transcriptionService: new MyTranscriptionService(),
})

export default { fetch: createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit' }) }
