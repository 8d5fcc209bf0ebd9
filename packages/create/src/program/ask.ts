import { cancel, confirm, isCancel, select, text } from '@clack/prompts'
import { agents, hosts, type ProjectChoices, stores } from '../choices.ts'
import type { ProgramArguments } from './arguments.ts'

/** What `--yes` selects, and what is preselected. */
export const DEFAULTS: ProjectChoices & { readonly folder: string } = {
  folder: 'flightdeck-app',
  host: 'node',
  store: 'memory',
  agent: 'function',
}

/** Asks for what the arguments leave open. Ends the process if the user cancels. */
export async function ask(given: ProgramArguments): Promise<ProjectChoices & { folder: string }> {
  const folder =
    given.folder ??
    answered(await text({ message: 'Where?', placeholder: DEFAULTS.folder, defaultValue: DEFAULTS.folder }))
  return {
    folder,
    host: given.host ?? (await choose('Which server?', hosts, DEFAULTS.host)),
    store: given.store ?? (await choose('Where are threads stored?', stores, DEFAULTS.store)),
    agent: given.agent ?? (await choose('Which agent?', agents, DEFAULTS.agent)),
  }
}

/** Asks a question whose safe answer is no. */
export async function isConfirmed(message: string): Promise<boolean> {
  return answered(await confirm({ message, initialValue: false }))
}

async function choose<Name extends string>(
  message: string,
  choices: Readonly<Record<Name, string>>,
  initialValue: Name,
): Promise<Name> {
  const options = Object.entries<string>(choices).map(([value, hint]) => ({ value, label: value, hint }))
  const answer = answered(await select<string>({ message, options, initialValue }))
  return answer as Name
}

function answered<Answer>(answer: Answer): Exclude<Answer, symbol> {
  if (!isCancel(answer)) return answer as Exclude<Answer, symbol>
  cancel('Nothing was written.')
  process.exit(1)
}
