import type { IncomingMessage, ServerResponse } from 'node:http'
import { createCopilotRuntimeHandler, loopbackHosts } from '@flightdeck/runtime/v2'
import { createCopilotNodeHandler } from '@flightdeck/runtime/v2/node'
import { All, Controller, Req, Res } from '@nestjs/common'
import { runtime } from './copilot.ts'

// Without a base path, routes are matched at the end of the path, after any prefix and version of Nest.
const handler = createCopilotNodeHandler(
  createCopilotRuntimeHandler({ runtime, allowedHosts: loopbackHosts }),
)

/** The runtime as a controller. Nest's body parser, guards and global prefix apply. */
@Controller('controller/copilotkit')
export class CopilotController {
  @All('*path')
  async handle(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    await handler(request, response)
  }
}
