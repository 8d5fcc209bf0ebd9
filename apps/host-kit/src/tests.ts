export { hostTests } from './host-tests.ts'
