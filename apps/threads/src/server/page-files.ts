import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
}

// The page talks to its own server and is embedded nowhere.
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
}

/** Answers requests for the page. */
export type PageFiles = (request: Request) => Response

/**
 * Serves the files that lie in a folder now. Requests are looked up among their names and never made into a path.
 *
 * @throws when the folder cannot be read.
 */
export function createPageFiles(folder: string): PageFiles {
  const files = new Map<string, { body: Buffer<ArrayBuffer>; headers: Record<string, string> }>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const type = TYPES[extname(path)] ?? 'application/octet-stream'
    const body = readFileSync(path)
    files.set(toUrl(folder, path), { body, headers: { ...HEADERS, 'content-type': type } })
  }
  const index = files.get('/index.html')
  if (index) files.set('/', index)

  return ({ method, url }) => {
    if (method !== 'GET' && method !== 'HEAD') {
      return new Response('Method not allowed\n', { status: 405, headers: { allow: 'GET, HEAD' } })
    }
    const file = files.get(new URL(url).pathname)
    if (!file) return new Response('Not found\n', { status: 404 })
    return new Response(method === 'HEAD' ? null : file.body, { headers: file.headers })
  }
}

function toUrl(folder: string, path: string): string {
  return `/${relative(folder, path).split(sep).map(encodeURIComponent).join('/')}`
}
