/** Keeps the process of a serverless platform alive until a promise settles. */
export type WaitUntil = (work: Promise<unknown>) => void

/** Where Next.js and Vercel keep the context of the request in progress. */
const CONTEXTS = [Symbol.for('@next/request-context'), Symbol.for('@vercel/request-context')]

interface RequestContext {
  get?(): { waitUntil?: unknown } | undefined
}

interface Platform {
  process?: { getBuiltinModule?(id: string): { waitUntil?: unknown } | undefined } | undefined
  navigator?: { userAgent?: unknown } | undefined
}

/**
 * Returns the `waitUntil` of the request in progress on Vercel, and on Cloudflare Workers with the flag `nodejs_compat`; undefined on
 * other platforms.
 */
export function platformWaitUntil(): WaitUntil | undefined {
  for (const name of CONTEXTS) {
    const context = (globalThis as { [key: symbol]: RequestContext | undefined })[name]?.get?.()
    if (typeof context?.waitUntil === 'function')
      return (work) => (context as { waitUntil: WaitUntil }).waitUntil(work)
  }
  const { process, navigator } = globalThis as Platform
  if (navigator?.userAgent !== 'Cloudflare-Workers') return undefined
  const waitUntil = process?.getBuiltinModule?.('cloudflare:workers')?.waitUntil
  return typeof waitUntil === 'function' ? (waitUntil as WaitUntil) : undefined
}
