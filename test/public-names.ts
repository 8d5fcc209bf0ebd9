import ts from 'typescript'
import { readText } from './workspace.ts'

/** The names an index exports, sorted, types apart from values. */
export interface PublicNames {
  readonly values: readonly string[]
  readonly types: readonly string[]
}

/**
 * Reads the exports of an index file. Throws when it holds anything but named re-exports, because then the list of
 * names would not be the whole truth.
 */
export function publicNames(file: string): PublicNames {
  const source = ts.createSourceFile(file, readText(file), ts.ScriptTarget.Latest)
  const values: string[] = []
  const types: string[] = []
  for (const statement of source.statements) {
    if (
      !ts.isExportDeclaration(statement) ||
      !statement.exportClause ||
      !ts.isNamedExports(statement.exportClause)
    ) {
      throw new Error(`${file} holds more than named re-exports: ${statement.getText(source).slice(0, 60)}`)
    }
    for (const element of statement.exportClause.elements) {
      const isType = statement.isTypeOnly || element.isTypeOnly
      ;(isType ? types : values).push(element.name.text)
    }
  }
  return { values: values.sort(), types: types.sort() }
}
