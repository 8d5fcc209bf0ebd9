import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { compressed } from './compressed.ts'

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

// The page may connect to its own server only, and must not be embedded.
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
}

/** Handles requests for the files of a page. */
export type PageFiles = (request: Request) => Promise<Response>

/**
 * Serves the files that a folder contains now, with the given headers, compressed if the client accepts it. Requests are
 * matched with the file names and never converted to a path. A browser that asks for a page that does not exist gets
 * `404.html`, if the folder has one.
 *
 * @throws if the folder cannot be read
 */
export function createPageFiles(folder: string, headers: Readonly<Record<string, string>> = {}): PageFiles {
  const files = new Map<string, { body: Buffer<ArrayBuffer>; headers: Record<string, string> }>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const url = toUrl(folder, path)
    const type = TYPES[extname(path)] ?? 'application/octet-stream'
    const caching = { 'content-type': type, 'cache-control': cacheControlOf(url) }
    files.set(url, { body: readFileSync(path), headers: { ...HEADERS, ...headers, ...caching } })
  }
  const index = files.get('/index.html')
  if (index) files.set('/', index)

  return async ({ method, url, headers: asked }) => {
    if (method !== 'GET' && method !== 'HEAD') {
      return new Response('Method not allowed\n', { status: 405, headers: { allow: 'GET, HEAD' } })
    }
    const found = files.get(new URL(url).pathname)
    const file = found ?? (asked.get('accept')?.includes('text/html') ? files.get('/404.html') : undefined)
    if (!file) return new Response('Not found\n', { status: 404 })
    const status = found && found !== files.get('/404.html') ? 200 : 404
    const { body, encoding } = await compressed(
      file.body,
      file.headers['content-type'],
      asked.get('accept-encoding'),
    )
    return new Response(method === 'HEAD' ? null : body, {
      status,
      headers: {
        ...file.headers,
        vary: 'accept-encoding',
        ...(encoding && { 'content-encoding': encoding }),
      },
    })
  }
}

function toUrl(folder: string, path: string): string {
  return `/${relative(folder, path).split(sep).map(encodeURIComponent).join('/')}`
}

/** Vite puts a hash of the content into every name below assets/. */
function cacheControlOf(url: string): string {
  return url.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
}
