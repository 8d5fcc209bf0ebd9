import { defineConfig } from 'tsup'
import base from '../../tsup.config.base.ts'
import { projectVersions } from './project-versions.ts'

const options = {
  ...base,
  define: { ...base.define, __PROJECT_VERSIONS__: JSON.stringify(projectVersions()) },
  removeNodeProtocol: false,
}

// The prompts of the program exist as an ES module only.
export default defineConfig([
  options,
  { ...options, entry: ['src/main.ts'], format: ['esm'], dts: false, clean: false },
])
