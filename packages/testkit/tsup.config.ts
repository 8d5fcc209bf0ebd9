import { defineConfig } from 'tsup'
import base from '../../tsup.config.base.ts'

// vitest, which the suites import, exists as an ES module only, and so do they. The storm needs processes of its own.
export default defineConfig([
  base,
  { ...base, entry: ['src/conformance.ts'], format: ['esm'], clean: false },
  { ...base, entry: ['src/postgres.ts'], format: ['esm'], removeNodeProtocol: false, clean: false },
  { ...base, entry: ['src/storm.ts'], format: ['esm'], removeNodeProtocol: false, clean: false },
])
