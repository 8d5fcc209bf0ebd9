import type { ProjectChoices } from './choices.ts'
import { agentSource } from './files/agent-source.ts'
import { testSource } from './files/app-check-source.ts'
import { appSource } from './files/app-source.ts'
import { manifest, workspaceFile } from './files/manifest.ts'
import { readme } from './files/readme.ts'
import { runtimeSource } from './files/runtime-source.ts'
import { serverSource } from './files/server-source.ts'

const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
    rootDir: 'src',
    outDir: 'dist',
  },
  include: ['src'],
}

/**
 * The files of a project: texts by path.
 *
 * @param name the name of the project
 * @param tarballs the absolute path of a folder with the tarballs of our packages; published ones are used by default
 */
export function projectFiles(
  name: string,
  choices: ProjectChoices,
  tarballs?: string,
): Record<string, string> {
  return {
    'package.json': manifest(name, choices, tarballs),
    ...(tarballs && { 'pnpm-workspace.yaml': workspaceFile(tarballs) }),
    'tsconfig.json': `${JSON.stringify(TSCONFIG, null, 2)}\n`,
    '.gitignore': 'node_modules\ndist\n.env\nthreads.db*\n',
    'README.md': readme(name, choices),
    'src/agent.ts': agentSource(choices.agent),
    'src/runtime.ts': runtimeSource(choices.store),
    'src/app.ts': appSource(choices.host),
    'src/server.ts': serverSource(),
    'src/app.test.ts': testSource(choices.agent),
  }
}
