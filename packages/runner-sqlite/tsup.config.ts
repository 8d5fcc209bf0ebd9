import { defineConfig } from 'tsup'
import base from '../../tsup.config.base.ts'

// Drivers are loaded from where the package is installed, which the CommonJS build has to be told in its own way.
export default defineConfig({ ...base, shims: true, removeNodeProtocol: false })
