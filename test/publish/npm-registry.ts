import { runProcess } from '../run-process.ts'
import { root } from '../workspace.ts'

/** Why packages of third parties cannot be installed with npm, or undefined if they can. */
export async function whyNoRegistry(): Promise<string | undefined> {
  const { code } = await runProcess('npm', ['view', '@ag-ui/core', 'version', '--fetch-retries=0'], {
    cwd: root,
  })
  return code === 0 ? undefined : 'the registry that npm is configured with cannot be reached'
}
