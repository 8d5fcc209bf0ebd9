import { orAborted } from '../abort/or-aborted.ts'
import { isSupportedUrl, type SupportedUrls } from '../prompt/files.ts'
import { readPromptFile } from '../prompt/prompt-file.ts'
import type { PromptMessage, PromptPart } from '../prompt/prompt-types.ts'
import { loadAiSdk } from '../sdk/load-ai-sdk.ts'

/** Milliseconds that one file may take. */
const TIMEOUT_MS = 15_000

const EVERY_URL: SupportedUrls = { '*/*': [/^https?:/] }

/**
 * The URLs that the AI SDK is told not to download: all, because a download that fails would fail the run and all that follow.
 * Early releases of version 6 of the AI SDK have no downloads to build on; there it downloads itself.
 */
export async function urlsLeftToCalls(
  own: PromiseLike<SupportedUrls> | SupportedUrls,
): Promise<SupportedUrls> {
  const sdk = await loadAiSdk()
  return typeof sdk.createDownload === 'function' ? EVERY_URL : ((await own) ?? {})
}

/** The prompt with the files that the model does not fetch by itself. A file that cannot be had keeps its address. */
export async function withDownloads(
  prompt: readonly PromptMessage[],
  supported: SupportedUrls,
  { specification, signal }: { readonly specification: string; readonly signal: AbortSignal | undefined },
): Promise<readonly PromptMessage[]> {
  const download = async (part: PromptPart): Promise<PromptPart> => {
    const file = readPromptFile(part)
    const isRemote = part.type === 'file' && file?.data.type === 'url' && /^https?:/.test(file.data.url)
    if (!isRemote || isSupportedUrl(file.data.url, file.mediaType, supported)) return part
    const had = await attempt(new URL(file.data.url), signal)
    if (had === undefined) return part
    const mediaType = file.mediaType.endsWith('/*') ? (had.mediaType ?? file.mediaType) : file.mediaType
    return { ...part, mediaType, data: specification === 'v4' ? { type: 'data', data: had.data } : had.data }
  }
  return Promise.all(
    prompt.map(async (message) =>
      message.role !== 'user' || typeof message.content === 'string'
        ? message
        : { ...message, content: await Promise.all(message.content.map(download)) },
    ),
  )
}

interface Downloaded {
  readonly data: Uint8Array
  readonly mediaType: string | undefined
}

async function attempt(url: URL, signal: AbortSignal | undefined): Promise<Downloaded | undefined> {
  const sdk = await loadAiSdk()
  if (typeof sdk.createDownload !== 'function') return undefined
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  const deadline = signal === undefined ? timeout : AbortSignal.any([signal, timeout])
  try {
    return await orAborted(sdk.createDownload()({ url, abortSignal: deadline }), deadline)
  } catch {
    signal?.throwIfAborted()
    return undefined
  }
}
