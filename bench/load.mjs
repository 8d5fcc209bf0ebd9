// The process that sends the requests. Its cost is not measured.
import { handleCalls } from './child.mjs'
import { httpTransport } from './http-transport.mjs'
import { loads } from './loads.mjs'

handleCalls({
  drive: ({ port, load, params }) => loads[load]?.(httpTransport(port), params),
})
