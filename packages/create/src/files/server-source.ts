/** The program that listens. */
export function serverSource(): string {
  return `import type { AddressInfo } from 'node:net'
import { createAgent } from './agent.js'
import { createApp } from './app.js'

const server = createApp({ default: createAgent() })

server.listen(Number(process.env.PORT ?? 4000), () => {
  const { port } = server.address() as AddressInfo
  console.log(\`Serving http://localhost:\${port}/api/copilotkit\`)
})
`
}
