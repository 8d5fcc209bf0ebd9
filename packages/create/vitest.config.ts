import { mergeConfig } from 'vitest/config'
import base from '../../vitest.config.base.ts'
import { projectVersions } from './project-versions.ts'

export default mergeConfig(base, { define: { __PROJECT_VERSIONS__: JSON.stringify(projectVersions()) } })
