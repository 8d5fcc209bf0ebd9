import { orAborted } from '../abort/or-aborted.ts'

type Sdk = typeof import('ai')
type Download = NonNullable<Parameters<Sdk['streamText']>[0]['experimental_download']>

/** Milliseconds that one file may take. */
const TIMEOUT_MS = 15_000

/**
 * The option of `streamText()` that downloads the files which a model does not fetch by itself. A file that cannot be had
 * keeps its address, and is described to the model in words: it must not fail the run and all that follow. Early releases of
 * version 6 of the AI SDK have no downloads to build on; there the option is left out.
 */
export function downloadOption(sdk: Sdk, signal: AbortSignal): { experimental_download?: Download } {
  if (typeof sdk.createDownload !== 'function') return {}
  const download = sdk.createDownload()
  const attempt = async (url: URL): Promise<Awaited<ReturnType<typeof download>> | null> => {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
    try {
      return await orAborted(download({ url, abortSignal: deadline }), deadline)
    } catch {
      return null
    }
  }
  return {
    experimental_download: (requests) =>
      Promise.all(
        requests.map(({ url, isUrlSupportedByModel }) => (isUrlSupportedByModel ? null : attempt(url))),
      ),
  }
}
