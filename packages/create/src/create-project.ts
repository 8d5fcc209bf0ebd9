import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { ProjectChoices } from './choices.ts'
import { projectFiles } from './project-files.ts'

/** The options of `createProject`. */
export interface CreateProjectOptions extends ProjectChoices {
  /** The folder of the project, relative to the working directory. It is created if it does not exist. */
  readonly folder: string
  /** Whether files that exist are overwritten. @default false */
  readonly overwrite?: boolean | undefined
  /**
   * A folder with the tarballs of `pnpm pack:all`, which the project then depends on. By default it depends on the
   * published packages.
   */
  readonly tarballs?: string | undefined
}

/** Thrown by `createProject` if it would overwrite files. */
export class FilesExistError extends Error {
  /** Paths of the files that exist, relative to the folder of the project. */
  readonly files: readonly string[]

  constructor(folder: string, files: readonly string[]) {
    super(`${folder} has ${files.join(', ')} already`)
    this.name = 'FilesExistError'
    this.files = files
  }
}

/**
 * Writes a project that serves an agent, with a test. Nothing is installed.
 *
 * @returns the paths of the written files, relative to the folder
 * @throws {FilesExistError} before anything is written, if a file exists and `overwrite` is not set
 * @throws {Error} if the folder of the tarballs lacks one that the project needs
 */
export function createProject(options: CreateProjectOptions): string[] {
  const folder = resolve(options.folder)
  const files = projectFiles(basename(folder), options, options.tarballs && resolve(options.tarballs))
  const paths = Object.keys(files)
  const existing = paths.filter((path) => existsSync(join(folder, path)))
  if (existing.length > 0 && !options.overwrite) throw new FilesExistError(options.folder, existing)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return paths
}
