import { AgentError } from '../errors/agent-error.ts'

const NOT_FOUND = new Set<unknown>(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])

/** Waits for an import. Throws an `AgentError` with the install line when the package is not there. */
export async function loadPackage<Module>(
  name: string,
  neededBy: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load()
  } catch (cause) {
    if (!NOT_FOUND.has((cause as { code?: unknown } | null)?.code)) throw cause
    throw new AgentError(
      'invalid_configuration',
      `${neededBy} needs the package ${name}. Install it with: npm install ${name}`,
      { cause },
    )
  }
}
