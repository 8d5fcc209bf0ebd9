/** The names of the tables of one schema, for statements. */
export interface Tables {
  readonly schema: string
  readonly owners: string
  readonly threads: string
  readonly messages: string
  readonly runs: string
  readonly claims: string
  readonly events: string
  readonly tombstones: string
  readonly migrations: string
  /** The sequence of epochs, as a literal for `nextval`. */
  readonly epochs: string
}

/** Postgres truncates longer names, and the name of the channel is longer than that of the schema. */
const SCHEMA = /^[a-z_][a-z0-9_]{0,48}$/

/**
 * Returns the names of the tables.
 *
 * @throws TypeError for a schema that would need quotes
 */
export function tablesOf(schema: string): Tables {
  if (!SCHEMA.test(schema)) {
    throw new TypeError(`schema must be lower-case letters, digits and underscores, not '${schema}'`)
  }
  return {
    schema,
    owners: `${schema}.owners`,
    threads: `${schema}.threads`,
    messages: `${schema}.messages`,
    runs: `${schema}.runs`,
    claims: `${schema}.claims`,
    events: `${schema}.events`,
    tombstones: `${schema}.tombstones`,
    migrations: `${schema}.migrations`,
    epochs: `'${schema}.epochs'`,
  }
}
