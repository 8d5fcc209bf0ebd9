/** The program that listens. */
export function serverSource(): string {
  return `import type { AddressInfo } from 'node:net'
import { createAgent } from './agent.js'
import { createApp } from './app.js'

const server = createApp({ default: createAgent() })
// Longer than a load balancer keeps an idle connection, mostly 60 seconds: a request on a connection that is closing is lost.
server.keepAliveTimeout = 65_000
server.headersTimeout = 66_000

server.listen(Number(process.env.PORT ?? 4000), () => {
  const { port } = server.address() as AddressInfo
  console.log(\`Serving http://localhost:\${port}/api/copilotkit\`)
})
`
}
