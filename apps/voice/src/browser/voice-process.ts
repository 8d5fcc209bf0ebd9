import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const SERVER = fileURLToPath(new URL('../../dist/server.js', import.meta.url))
const OWN = [
  'PORT',
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'OPENAI_TRANSCRIPTION_MODEL',
  'WHISPER_URL',
  'WHISPER_MODEL',
]

/**
 * Starts the built server for one test, and returns its URL once it is ready.
 *
 * @throws with its output, if it exits instead.
 */
export async function startVoice(settings: Record<string, string> = {}): Promise<string> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN.includes(name)))
  const child = spawn(process.execPath, [SERVER], { env: { ...inherited, PORT: '0', ...settings } })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const closed = once(child, 'close')
    child.kill('SIGKILL')
    await closed
  })
  let printed = ''
  return new Promise<string>((resolve, reject) => {
    const onData = (data: Buffer): void => {
      printed += data
      const ready = /http:\/\/127\S+/.exec(printed)
      if (ready) resolve(ready[0])
    }
    child.stdout.on('data', onData)
    child.stderr.on('data', onData)
    child.once('close', (code) => reject(new Error(`The server exited with code ${code}: ${printed}`)))
  })
}
