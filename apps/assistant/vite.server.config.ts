import { readFileSync } from 'node:fs'
import { defineConfig, type Plugin } from 'vite'
import { packageSources } from '../../package-sources.ts'

/** Third parties that the packages need. The server imports everything else from `node_modules`. */
const BUNDLED = ['@ag-ui/client', '@ag-ui/core', '@cfworker/json-schema', 'rxjs']

// One file with the sources of the packages: the server starts without building them one by one.
export default defineConfig({
  resolve: {
    alias: [...packageSources, { find: '#google-vertex', replacement: '@ai-sdk/google-vertex' }],
    // A peer of the packages: it is installed here.
    dedupe: ['@ag-ui/client'],
  },
  plugins: [packageVersions()],
  ssr: { noExternal: true },
  build: {
    ssr: 'src/server/main.ts',
    outDir: 'dist',
    // The page is built into the same folder.
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'node20',
    rolldownOptions: { external: isImported, output: { entryFileNames: 'server.js', codeSplitting: false } },
  },
})

/** Whether an import stays one: a package, unless it is bundled or belongs to one that is. */
function isImported(id: string, importer: string | undefined): boolean {
  if (/^[./\0#]|^@flightdeck\//.test(id) || importer === undefined) return false
  if (id.startsWith('node:')) return true
  return (
    !importer.includes('/node_modules/') && !BUNDLED.some((name) => id === name || id.startsWith(`${name}/`))
  )
}

/** Replaces the constant that the build of each package defines. */
function packageVersions(): Plugin {
  return {
    name: 'package-versions',
    transform(code, id) {
      const folder = /^.*\/packages\/[^/]+\//.exec(id)?.[0]
      if (folder === undefined || !code.includes('__PACKAGE_VERSION__')) return
      const { version } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'))
      return code.replaceAll('__PACKAGE_VERSION__', JSON.stringify(version))
    },
  }
}
