import { createReadStream, readdirSync, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.png': 'image/png',
}

// The page talks to its own origin and to nobody else, and the browser is told so.
const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

interface StaticFile {
  path: string
  size: number
  headers: Record<string, string>
}

/**
 * Serves the files that lie in a folder when the server starts. Requests are looked up among those and never turned
 * into a path, so there is no way out of the folder.
 *
 * @throws when the folder cannot be read.
 */
export function createStaticFiles(
  folder: string,
): (request: IncomingMessage, response: ServerResponse) => void {
  const files = new Map(listFiles(folder).map((path) => [toUrl(folder, path), describeFile(folder, path)]))
  const index = files.get('/index.html')
  if (index) files.set('/', index)

  return (request, response) => {
    const file = files.get(pathOf(request.url))
    if (!file) return refuse(response, 404, 'Not found')
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD')
      return refuse(response, 405, 'Method not allowed')
    }
    response.writeHead(200, { ...file.headers, 'content-length': file.size })
    if (request.method === 'HEAD') return void response.end()
    const stream = createReadStream(file.path)
    stream.once('error', (error) => response.destroy(error))
    response.once('close', () => stream.destroy())
    stream.pipe(response)
  }
}

function listFiles(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

function toUrl(folder: string, path: string): string {
  return `/${relative(folder, path).split(sep).map(encodeURIComponent).join('/')}`
}

function describeFile(folder: string, path: string): StaticFile {
  // Vite puts a hash of the content into every name below assets/.
  const hashed = relative(folder, path).startsWith(`assets${sep}`)
  const headers: Record<string, string> = {
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    'x-content-type-options': 'nosniff',
  }
  if (extname(path) === '.html') headers['content-security-policy'] = PAGE_POLICY
  return { path, size: statSync(path).size, headers }
}

function pathOf(url: string | undefined): string {
  return (url ?? '/').replace(/[?#].*$/s, '')
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}
