import { BuiltInAgent } from './built-in-agent.ts'

/** @deprecated Use `BuiltInAgent`, which is the same. */
export class BasicAgent extends BuiltInAgent {}
