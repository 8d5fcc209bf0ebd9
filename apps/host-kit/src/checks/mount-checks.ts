import type { RuntimeClient } from '../runtime-client.ts'

/** The checks of one mount of the runtime, by name. */
export type MountChecks = Readonly<Record<string, (client: RuntimeClient) => Promise<void>>>
