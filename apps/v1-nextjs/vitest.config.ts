export { default } from '../host-kit/vitest.config.ts'
