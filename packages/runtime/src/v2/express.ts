export * from '../express.ts'
