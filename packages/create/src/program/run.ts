import { existsSync, readdirSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { createProject } from '../create-project.ts'
import { keyOf } from '../files/readme.ts'
import { InputError, type ProgramArguments, readArguments, USAGE } from './arguments.ts'
import { ask, DEFAULTS, isConfirmed } from './ask.ts'

/** Runs the program: reads the arguments, asks for the rest, writes the project, and says what to do next. */
export async function run(argv: readonly string[]): Promise<void> {
  const given = readArguments(argv)
  if (given.help) return print(USAGE)
  const isInteractive = process.stdin.isTTY === true && !given.yes
  if (!isInteractive && !given.yes) requireAll(given)
  if (given.tarballs !== undefined && !existsSync(given.tarballs))
    throw new InputError(`--tarballs is '${given.tarballs}', but there is no such folder`)
  const { yes: _yes, help: _help, tarballs, ...open } = given
  const chosen = isInteractive ? await ask(given) : { ...DEFAULTS, ...withoutUndefined(open) }
  const overwrite = await mayOverwrite(chosen.folder, isInteractive)
  createProject({ ...chosen, tarballs, overwrite })
  print(nextSteps(chosen.folder, keyOf(chosen.agent)))
}

/** @throws {InputError} if something is missing that no one can be asked for */
function requireAll({ folder, host, store, agent }: ProgramArguments): void {
  const missing = Object.entries({ folder, '--host': host, '--store': store, '--agent': agent })
    .filter(([, value]) => value === undefined)
    .map(([name]) => name)
  if (missing.length > 0)
    throw new InputError(
      `Missing ${missing.join(', ')}: this is no terminal to ask in. Add --yes to take the defaults`,
    )
}

/** Asks before writing into a folder with files. */
async function mayOverwrite(folder: string, isInteractive: boolean): Promise<boolean> {
  const path = resolve(folder)
  if (!existsSync(path)) return false
  if (!statSync(path).isDirectory()) throw new InputError(`${folder} is a file, not a folder`)
  if (readdirSync(path).length === 0) return false
  if (!isInteractive) throw new InputError(`${folder} is not empty. Choose another folder`)
  if (await isConfirmed(`${folder} is not empty. Write into it, over files with the same names?`)) return true
  throw new InputError('Nothing was written')
}

function nextSteps(folder: string, key: string | undefined): string {
  const isHere = resolve(folder) === resolve('')
  return [
    `\nCreated ${isHere ? 'the project here' : folder}. Next:\n`,
    ...(isHere ? [] : [`  cd ${/\s/.test(folder) ? JSON.stringify(folder) : folder}`]),
    '  npm install',
    ...(key ? [`  export ${key}=…`] : []),
    '  npm run dev',
    '',
  ].join('\n')
}

function withoutUndefined<Members extends object>(
  members: Members,
): { [Name in keyof Members]: NonNullable<Members[Name]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
