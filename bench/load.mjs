// The process that makes the requests. What it costs is not counted.
import { answerCalls } from './child.mjs'
import { httpTransport } from './http-transport.mjs'
import { loads } from './loads.mjs'

answerCalls({
  drive: ({ port, load, params }) => loads[load]?.(httpTransport(port), params),
})
