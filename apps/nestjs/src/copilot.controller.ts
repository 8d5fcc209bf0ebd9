import type { IncomingMessage, ServerResponse } from 'node:http'
import { createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { createCopilotNodeHandler } from '@flightdeck/runtime/v2/node'
import { All, Controller, Req, Res } from '@nestjs/common'
import { runtime } from './copilot.ts'

// Without a base path routes are matched at the end of the path, whatever prefixes and versions Nest puts in front.
const handler = createCopilotNodeHandler(createCopilotRuntimeHandler({ runtime }))

/** The runtime as a controller: behind Nest's body parser, its guards, and its global prefix. */
@Controller('controller/copilotkit')
export class CopilotController {
  @All('*path')
  async handle(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    await handler(request, response)
  }
}
