import { parseArgs } from 'node:util'
import { type AgentChoice, agents, type HostChoice, hosts, type StoreChoice, stores } from '../choices.ts'

/** The arguments of the program. What is undefined is asked for. */
export interface ProgramArguments {
  readonly folder: string | undefined
  readonly host: HostChoice | undefined
  readonly store: StoreChoice | undefined
  readonly agent: AgentChoice | undefined
  /** Whether to take the defaults instead of asking. */
  readonly yes: boolean
  readonly help: boolean
  readonly tarballs: string | undefined
}

/** Input of the user that cannot be used. Its message is one line. */
export class InputError extends Error {}

export const USAGE: string = `Usage: npm create @flightdeck [folder] -- [options]

Options:
  --host <name>       ${Object.keys(hosts).join(', ')}
  --store <name>      ${Object.keys(stores).join(', ')}
  --agent <name>      ${Object.keys(agents).join(', ')}
  --yes, -y           take the defaults instead of asking
  --tarballs <folder> depend on the tarballs of pnpm pack:all
  --help              print this`

/** @throws {InputError} for unknown options and values */
export function readArguments(argv: readonly string[]): ProgramArguments {
  const { values, positionals } = parse(argv)
  if (positionals.length > 1)
    throw new InputError(`Expected one folder, but got ${positionals.join(' and ')}`)
  return {
    folder: positionals[0],
    host: choice('--host', values.host, hosts),
    store: choice('--store', values.store, stores),
    agent: choice('--agent', values.agent, agents),
    yes: values.yes ?? false,
    help: values.help ?? false,
    tarballs: values.tarballs,
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        host: { type: 'string' },
        store: { type: 'string' },
        agent: { type: 'string' },
        yes: { type: 'boolean', short: 'y' },
        help: { type: 'boolean', short: 'h' },
        tarballs: { type: 'string' },
      },
    })
  } catch (error) {
    // The first sentence says what is wrong. The rest explains the parser.
    throw new InputError(String(error instanceof Error ? error.message : error).split(/\.\s/)[0])
  }
}

function choice<Name extends string>(
  option: string,
  value: string | undefined,
  choices: Readonly<Record<Name, string>>,
): Name | undefined {
  if (value === undefined) return undefined
  const name = (Object.keys(choices) as Name[]).find((one) => one === value)
  if (name === undefined)
    throw new InputError(`${option} is '${value}', expected one of ${Object.keys(choices).join(', ')}`)
  return name
}
