export * from '../hono.ts'
