export { devTest } from './dev-test.ts'
export { hostTests } from './host-tests.ts'
export { keepAliveTest } from './keep-alive-test.ts'
