import { EXPORT_MEDIA_TYPE } from '@flightdeck/protocol'
import { readText } from '../../http/read-body.ts'
import { RuntimeError } from '../../http/runtime-error.ts'
import type { RouteResult } from '../../routing/dispatch.ts'
import { toThreadRecord } from '../../thread-list/thread-record.ts'
import type { HandlerContext } from '../handler-context.ts'
import { threadKey } from '../thread-key.ts'
import { admitToStore, answer, attempt, found, type ThreadParams } from './thread-route.ts'

/** `GET /threads/:threadId/export`: exports the whole thread as newline-delimited JSON. */
export async function exportThread(
  context: HandlerContext,
  { threadId }: ThreadParams,
): Promise<RouteResult> {
  const { threads, owner } = await admitToStore(context, { threadId })
  const key = threadKey(owner, threadId)
  return attempt('Failed to export thread', async () => {
    found(await threads.get(key))
    const body = streamOf(threads.export(key), context)
    const headers = { 'content-type': EXPORT_MEDIA_TYPE, 'cache-control': 'no-store' }
    return { response: new Response(body, { headers }) }
  })
}

/** `POST /threads/import`: creates a thread of the user from an export. */
export async function importThread(context: HandlerContext): Promise<RouteResult> {
  const { request, runtime } = context
  const { threads, owner } = await admitToStore(context)
  if (!runtime.threadSettings.allowImport) {
    throw new RuntimeError('not_enabled', 'Importing threads is not enabled on this server')
  }
  const { maxBodyBytes, maxJsonDepth } = runtime.bodyLimits
  const text = await readText(request, maxBodyBytes)
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const thread = await attempt('Failed to import thread', () =>
    threads.import(lines, { owner, maxJsonDepth }),
  )
  return answer(toThreadRecord(thread))
}

function streamOf(lines: AsyncIterable<string>, { runtime }: HandlerContext): ReadableStream<Uint8Array> {
  const iterator = lines[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await iterator.next()
          if (next.done) return controller.close()
          controller.enqueue(encoder.encode(next.value.endsWith('\n') ? next.value : `${next.value}\n`))
        } catch (error) {
          runtime.logger.error('Exporting a thread failed', { error })
          controller.error(new Error('The export failed'))
        }
      },
      async cancel() {
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
