import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../..', import.meta.url))

/** The application in a process of its own. */
export interface RunningApp {
  readonly url: string
  stop(): Promise<void>
}

/** Starts the production build on a free port, with its model at another address. */
export async function startApp(modelUrl: string): Promise<RunningApp> {
  if (!existsSync(`${folder}.next/BUILD_ID`)) throw new Error('Build it first: pnpm --filter v1-nextjs build')
  const args = ['node_modules/next/dist/bin/next', 'start', '--hostname', '127.0.0.1', '--port', '0']
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NEXT_TELEMETRY_DISABLED: '1',
      GOOGLE_API_KEY: 'not-a-key',
      GOOGLE_GENERATIVE_AI_BASE_URL: `${modelUrl}/v1beta`,
    },
  })
  return { url: await addressOf(child), stop: () => stop(child) }
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The application has no output')
  let output = ''
  for await (const line of createInterface({ input: child.stdout })) {
    output += `${line}\n`
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? []
    if (url !== undefined) {
      child.stdout.resume()
      return url
    }
  }
  throw new Error(`The application ended: ${output}`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
