import { dirname, join } from 'node:path'
import ts from 'typescript'
import { readText } from './workspace.ts'

/** The names an index exports, sorted, types apart from values. */
export interface PublicNames {
  readonly values: readonly string[]
  readonly types: readonly string[]
}

/**
 * Reads the exports of an index file, through a twin of it (`export * from './index.ts'`) as well. Throws when it holds
 * anything but re-exports, because then the list of names would not be the whole truth.
 */
export function publicNames(file: string): PublicNames {
  const source = ts.createSourceFile(file, readText(file), ts.ScriptTarget.Latest)
  const values: string[] = []
  const types: string[] = []
  for (const statement of source.statements) {
    const twin = twinOf(statement)
    if (twin !== undefined) {
      const names = publicNames(join(dirname(file), twin))
      values.push(...names.values)
      types.push(...names.types)
      continue
    }
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
  // A name of the file itself stands before the same name of its twin.
  return { values: [...new Set(values)].sort(), types: [...new Set(types)].sort() }
}

/** The file of this package that a statement re-exports whole, if that is what it does. */
function twinOf(statement: ts.Statement): string | undefined {
  if (!ts.isExportDeclaration(statement) || statement.exportClause || !statement.moduleSpecifier)
    return undefined
  const specifier = ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : ''
  return specifier.startsWith('.') ? specifier : undefined
}
