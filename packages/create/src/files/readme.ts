import type { AgentChoice, ProjectChoices } from '../choices.ts'
import { DEFAULT_MODELS } from './agent-source.ts'

const KEYS = { openai: 'OPENAI_API_KEY', anthropic: 'ANTHROPIC_API_KEY', google: 'GOOGLE_API_KEY' } as const

/** The environment variable with the API key of an agent's model; undefined if it needs none. */
export function keyOf(agent: AgentChoice): string | undefined {
  return agent === 'function' ? undefined : KEYS[agent]
}

/** The README of a project. */
export function readme(name: string, { store, agent }: ProjectChoices): string {
  const key = keyOf(agent)
  const variables = [
    '| `PORT` | the port to listen on | `4000` |',
    '| `PAGE_ORIGIN` | the origin of the page that uses the agent | `http://localhost:3000` |',
    ...(store === 'sqlite' ? ['| `THREADS_DB` | the file with the threads | `threads.db` |'] : []),
    ...(agent === 'function'
      ? []
      : [
          `| \`${key}\` | the API key of the provider | none |`,
          `| \`MODEL\` | the model, as \`provider/model\` | \`${DEFAULT_MODELS[agent]}\` |`,
        ]),
  ]
  return `# ${name}

An AG-UI agent, served by [Flightdeck](https://github.com/flightdeck-dev/flightdeck).

\`\`\`sh
npm install
${key ? `export ${key}=…\n` : ''}npm run dev      # serves http://localhost:4000/api/copilotkit, restarts on changes
npm test
npm run build && npm start
\`\`\`

Use it from a React page with CopilotKit:

\`\`\`tsx
<CopilotKit runtimeUrl="http://localhost:4000/api/copilotkit">
\`\`\`

| file | content |
|---|---|
| \`src/agent.ts\` | the agent |
| \`src/runtime.ts\` | the runtime, and where it stores threads |
| \`src/app.ts\` | the server, and where the runtime is mounted |
| \`src/server.ts\` | listens |
| \`src/app.test.ts\` | a test |

| variable | meaning | default |
|---|---|---|
${variables.join('\n')}
`
}
