export * from '../node.ts'
