import { dirname, join } from 'node:path'
import ts from 'typescript'
import { readText } from './workspace.ts'

/** The exports of an index file, sorted, types and values separate. */
export interface PublicNames {
  readonly values: readonly string[]
  readonly types: readonly string[]
}

/**
 * Reads the exports of an index file, following `export * from './index.ts'`. Throws if it contains anything but
 * re-exports, because the list would be incomplete.
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
      throw new Error(
        `${file} contains more than named re-exports: ${statement.getText(source).slice(0, 60)}`,
      )
    }
    for (const element of statement.exportClause.elements) {
      const isType = statement.isTypeOnly || element.isTypeOnly
      ;(isType ? types : values).push(element.name.text)
    }
  }
  // A name of the file itself stands before the same name of its twin.
  return { values: [...new Set(values)].sort(), types: [...new Set(types)].sort() }
}

/** The file of this package that a statement re-exports with `export *`, if it is such a statement. */
function twinOf(statement: ts.Statement): string | undefined {
  if (!ts.isExportDeclaration(statement) || statement.exportClause || !statement.moduleSpecifier)
    return undefined
  const specifier = ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : ''
  return specifier.startsWith('.') ? specifier : undefined
}
