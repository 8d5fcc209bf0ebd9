import type { AnyMCPClient, CreateMCPClientFunction, MCPEndpointConfig } from './mcp-client.ts'

const MAX_CLIENTS = 100

interface Entry {
  readonly create: CreateMCPClientFunction
  readonly client: Promise<AnyMCPClient>
}

/** Every client of this process, the least recently used first. */
const entries = new Map<string, Entry>()
const factoryIds = new WeakMap<CreateMCPClientFunction, number>()
let factories = 0

/**
 * The client for a server, connected once for each factory and configuration. The process keeps a hundred: the least recently
 * used is closed. One that does not connect is forgotten.
 */
export function clientFor(create: CreateMCPClientFunction, config: MCPEndpointConfig): Promise<AnyMCPClient> {
  const key = keyOf(create, config)
  const entry = entries.get(key) ?? { create, client: connect(create, config) }
  entries.delete(key)
  entries.set(key, entry)
  entry.client.catch(() => forget(key, entry))
  for (const [oldest, { client }] of entries) {
    if (entries.size <= MAX_CLIENTS) break
    entries.delete(oldest)
    void closeLater(client)
  }
  return entry.client
}

/** Closes the client for a server, so that the next run connects again. */
export function dropClient(create: CreateMCPClientFunction, config: MCPEndpointConfig): void {
  const key = keyOf(create, config)
  const entry = entries.get(key)
  if (entry === undefined) return
  entries.delete(key)
  void closeLater(entry.client)
}

/** Closes every client that a factory made. */
export async function closeClients(create: CreateMCPClientFunction): Promise<void> {
  const own = [...entries].filter(([, entry]) => entry.create === create)
  for (const [key] of own) entries.delete(key)
  await Promise.all(own.map(([, { client }]) => closeLater(client)))
}

async function connect(create: CreateMCPClientFunction, config: MCPEndpointConfig): Promise<AnyMCPClient> {
  const client: unknown = await create({ ...config })
  if (typeof client === 'object' && client !== null && 'tools' in client) return client as AnyMCPClient
  throw new TypeError('createMCPClient must give a client with a method tools.')
}

function forget(key: string, entry: Entry): void {
  if (entries.get(key) === entry) entries.delete(key)
}

/** Closes a client as soon as it is connected. Never rejects, because the client is not used any more. */
async function closeLater(client: Promise<AnyMCPClient>): Promise<void> {
  try {
    await (await client).close?.()
  } catch {
    // It never connected, or was closed before.
  }
}

/** Credentials are part of the key, so that no client is shared between different credentials. */
function keyOf(create: CreateMCPClientFunction, config: MCPEndpointConfig): string {
  let id = factoryIds.get(create)
  if (id === undefined) {
    id = ++factories
    factoryIds.set(create, id)
  }
  const members = Object.entries(config).sort(([one], [other]) => (one < other ? -1 : 1))
  return `${id} ${JSON.stringify(members)}`
}
