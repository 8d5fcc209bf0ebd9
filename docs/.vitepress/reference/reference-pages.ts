import { relative } from 'node:path'
import ts from 'typescript'
import { describeExport } from './describe-export.ts'
import type { DocumentedPackage } from './packages.ts'
import { documentedPackages, root } from './packages.ts'

/** A program over the sources of all packages. */
function createProgram(packages: readonly DocumentedPackage[]): ts.Program {
  const entries = packages.flatMap((one) => one.entries)
  return ts.createProgram({
    rootNames: entries.map(({ file }) => file),
    options: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      paths: Object.fromEntries([
        ...entries.map(({ specifier, file }): [string, string[]] => [specifier, [file]]),
        ['@flightdeck/run-engine/internal', [`${root}packages/run-engine/src/internal.ts`]],
      ]),
    },
  })
}

/** The folder of the package that a symbol is declared in, or undefined if it is a dependency's. */
function homeOf(symbol: ts.Symbol): string | undefined {
  const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? ''
  return /^packages\/([^/]+)\/src\//.exec(relative(root, file))?.[1]
}

/** Values come before types. */
function kindOf({ flags }: ts.Symbol): number {
  return flags & ts.SymbolFlags.Value ? 0 : 1
}

/** The pages of the reference, by package folder: every export of every entry, from the sources and their comments. */
export function referencePages(): Map<string, string> {
  const packages = documentedPackages()
  const program = createProgram(packages)
  const checker = program.getTypeChecker()

  /** The exports of an entry, by name, with aliases resolved. */
  const exportsOf = (file: string): [string, ts.Symbol][] => {
    const source = program.getSourceFile(file)
    const module = source && checker.getSymbolAtLocation(source)
    if (!module) throw new Error(`${file} is no module`)
    return checker
      .getExportsOfModule(module)
      .map((symbol): [string, ts.Symbol] => [
        symbol.name,
        symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
      ])
      .sort(([a, left], [b, right]) => kindOf(left) - kindOf(right) || a.localeCompare(b))
  }

  const exported = new Map(
    packages.map(({ folder, entries }) => [
      folder,
      new Set(entries.flatMap(({ file }) => exportsOf(file).map(([name]) => name))),
    ]),
  )

  return new Map(
    packages.map(({ folder, name, description, entries }) => {
      const described = new Set<string>()
      const sections = entries.map(({ specifier, file }) => {
        const own: string[] = []
        const others: string[] = []
        for (const [exportName, symbol] of exportsOf(file)) {
          const home = homeOf(symbol)
          const known = described.has(exportName)
          const isForeign = home !== undefined && home !== folder && exported.get(home)?.has(exportName)
          const link = `#${exportName.toLowerCase()}`
          if (known) others.push(`| \`${exportName}\` | [above](${link}) |`)
          else if (isForeign)
            others.push(`| \`${exportName}\` | [\`@flightdeck/${home}\`](${home}.md${link}) |`)
          else {
            described.add(exportName)
            own.push(describeExport(exportName, symbol, checker))
          }
        }
        const table =
          others.length > 0 ? `| also exported | described in |\n|---|---|\n${others.join('\n')}` : ''
        return [`## ${specifier}`, table, ...own].filter(Boolean).join('\n\n')
      })
      const readme = `../../../packages/${folder}/README.md`
      const head = [
        `# ${name}`,
        `${description.replace(/\.$/, '')}.`,
        `Every export, from the sources and their comments. The [README](${readme}) has an example and a summary.`,
      ].join('\n\n')
      return [folder, `${head}\n\n${sections.join('\n\n')}\n`]
    }),
  )
}
