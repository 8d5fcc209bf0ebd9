export { hostConformance } from './host-conformance.ts'
