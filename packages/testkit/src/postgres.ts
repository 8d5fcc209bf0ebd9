export { findPostgres, type PostgresBinaries } from './postgres/find-postgres.ts'
export { type PostgresServer, type StartPostgresOptions, startPostgres } from './postgres/start-postgres.ts'
