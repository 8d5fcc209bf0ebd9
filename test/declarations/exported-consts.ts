import ts from 'typescript'
import { publicNames } from '../public-names.ts'
import { entryFile, packages } from '../topology.ts'
import { root, scope } from '../workspace.ts'

/** An entry of a package: its folder, and the key of its exports map. */
export interface Entry {
  readonly folder: string
  readonly entry: string
}

/** Every entry that applications and authors of runners import. Names of `./internal` are for this repository only. */
export const publicEntries: readonly Entry[] = Object.entries(packages).flatMap(([folder, { entries }]) =>
  entries.filter((entry) => entry !== './internal').map((entry) => ({ folder, entry })),
)

/** The specifier that imports an entry. */
export function specifierOf({ folder, entry }: Entry): string {
  return scope + folder + entry.slice(1)
}

const declarationsOf = ({ folder, entry }: Entry): string =>
  `${root}packages/${folder}/dist/${entryFile(entry)}.d.ts`

/**
 * Returns a module for each entry that exports a const for every value of the entry, for every instance and result that the
 * values give, and for every member of those, down to members of types that are not declared here.
 */
export function exportedConsts(entries: readonly Entry[]): Map<Entry, string> {
  const program = ts.createProgram(entries.map(declarationsOf), {
    module: ts.ModuleKind.NodeNext,
    strict: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
  })
  const checker = program.getTypeChecker()
  return new Map(
    entries.map((entry) => {
      const file = program.getSourceFile(declarationsOf(entry))
      const module = file && checker.getSymbolAtLocation(file)
      if (!module) throw new Error(`${specifierOf(entry)} has no declarations: run pnpm build first`)
      const { values: names } = publicNames(`packages/${entry.folder}/src/${entryFile(entry.entry)}.ts`)
      const values = checker.getExportsOfModule(module).filter(({ name }) => names.includes(name))
      const lines = new ConstWriter(checker).write(values)
      return [entry, [`import { ${names.join(', ')} } from '${specifierOf(entry)}'`, ...lines, ''].join('\n')]
    }),
  )
}

class ConstWriter {
  readonly #checker: ts.TypeChecker
  readonly #lines: string[] = []
  readonly #seen = new Set<ts.Symbol>()

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker
  }

  write(values: readonly ts.Symbol[]): readonly string[] {
    for (const value of values) {
      const { name } = value
      const type = this.#checker.getTypeOfSymbol(aliased(value, this.#checker))
      this.#const(`the_${name}`, name)
      if (type.getConstructSignatures().length > 0) this.#instance(name, type)
      else this.#value(`the_${name}`, type)
    }
    return this.#lines
  }

  #const(name: string, expression: string): void {
    this.#lines.push(`export const ${name} = ${expression}`)
  }

  #instance(name: string, type: ts.Type): void {
    const [signature] = type.getConstructSignatures()
    const made = `a_${name}`
    const isAbstract = (signature?.declaration?.parent ?? type.symbol.valueDeclaration) as ts.Declaration
    if ((ts.getCombinedModifierFlags(isAbstract) & ts.ModifierFlags.Abstract) !== 0) {
      this.#lines.push(`declare const ${made}: ${name}`)
    } else {
      this.#const(made, `new ${name}(...({} as ConstructorParameters<typeof ${name}>))`)
    }
    if (signature) this.#members(made, signature.getReturnType())
  }

  /** Continues with what a const gives: the result of a call, the value of a promise, an element, the members. */
  #value(name: string, type: ts.Type): void {
    const present = this.#checker.getNonNullableType(type)
    const call = type.getCallSignatures().at(-1)
    const awaited = this.#checker.getAwaitedType(type)
    if (present !== type) {
      this.#const(`${name}_present`, `${name}!`)
      this.#value(`${name}_present`, present)
    } else if (call) {
      this.#result(`${name}_result`, name, call)
    } else if (awaited && awaited !== type) {
      this.#const(`${name}_value`, `await ${name}`)
      this.#value(`${name}_value`, awaited)
    } else if (this.#checker.isArrayType(type)) {
      const element = type.getNumberIndexType()
      this.#const(`${name}_element`, `${name}[0]!`)
      if (element) this.#value(`${name}_element`, element)
    } else {
      this.#members(name, type)
    }
  }

  #members(owner: string, type: ts.Type): void {
    const { symbol } = type
    if (!symbol || this.#seen.has(symbol) || !isDeclaredHere(symbol)) return
    this.#seen.add(symbol)
    for (const member of type.getProperties().filter(isPublic)) {
      const name = `${owner}_${member.name}`
      const path = `${owner}.${member.name}`
      const declared = this.#checker.getTypeOfSymbol(member)
      const present = this.#checker.getNonNullableType(declared)
      const call = present.getCallSignatures().at(-1)
      // A method is called where it is: without its instance it is of no use.
      if (call) this.#result(name, present === declared ? path : `${path}!`, call, path)
      else {
        this.#const(name, path)
        this.#value(name, declared)
      }
    }
  }

  #result(name: string, called: string, call: ts.Signature, path: string = called): void {
    this.#const(name, `${called}(...({} as Parameters<NonNullable<typeof ${path}>>))`)
    this.#value(name, call.getReturnType())
  }
}

function aliased(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

function isDeclaredHere(symbol: ts.Symbol): boolean {
  return (
    symbol.declarations?.some((one) => /\/packages\/[^/]+\/dist\//.test(one.getSourceFile().fileName)) ??
    false
  )
}

/** Whether a member may be read by applications, and is not for other packages of this repository only. */
function isPublic(member: ts.Symbol): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected
  return (
    /^\w+$/.test(member.name) &&
    isDeclaredHere(member) &&
    !member.declarations?.some((one) => (ts.getCombinedModifierFlags(one) & hidden) !== 0) &&
    !member.getJsDocTags().some(({ name }) => name === 'internal')
  )
}
