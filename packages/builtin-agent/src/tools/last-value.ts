import { untilAborted } from '../abort/until-aborted.ts'

/** What a tool returned. One that gives what it has so far again and again has the last as its result. */
export async function lastValueOf(output: unknown, signal: AbortSignal | undefined): Promise<unknown> {
  if (typeof output !== 'object' || output === null || !(Symbol.asyncIterator in output)) return output
  let last: unknown
  for await (const item of untilAborted(output as AsyncIterable<unknown>, signal)) last = item
  signal?.throwIfAborted()
  return last
}
