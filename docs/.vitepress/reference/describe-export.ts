import ts from 'typescript'
import { docComment } from './doc-comment.ts'

const FORMAT =
  ts.TypeFormatFlags.NoTruncation |
  ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope |
  ts.TypeFormatFlags.MultilineObjectLiterals

/** Lines of a declaration that are shown. */
const MAX_LINES = 40

/** Describes an export as Markdown: its declaration, its doc comment, and a table of its members. */
export function describeExport(name: string, symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const { text, deprecated, throws } = docComment(symbol, checker)
  return [
    `### \`${name}\``,
    deprecated !== undefined ? `**Deprecated.** ${deprecated}` : '',
    text,
    declarationOf(name, symbol, checker),
    ...throws.map((what) => `Throws ${what}`),
    membersOf(symbol, checker),
  ]
    .filter(Boolean)
    .join('\n\n')
}

/** A code block with the signature of a function, or the definition of a type. Undefined for classes and interfaces. */
function declarationOf(name: string, symbol: ts.Symbol, checker: ts.TypeChecker): string | undefined {
  const block = (code: string) => `\`\`\`ts\n${shortened(code)}\n\`\`\``
  const declaration = symbol.declarations?.[0]
  if (declaration === undefined) return undefined
  if (ts.isTypeAliasDeclaration(declaration)) return block(withoutComments(declaration))
  if (ts.isClassDeclaration(declaration)) return block(constructorsOf(name, symbol, checker))
  if (ts.isInterfaceDeclaration(declaration)) return undefined
  const type = checker.getTypeOfSymbol(symbol)
  const signatures = type.getCallSignatures()
  if (signatures.length > 0)
    return block(
      signatures
        .map((one) => `function ${name}${checker.signatureToString(one, undefined, FORMAT)}`)
        .join('\n'),
    )
  return block(`const ${name}: ${checker.typeToString(type, undefined, FORMAT)}`)
}

function constructorsOf(name: string, symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const signatures = checker.getTypeOfSymbol(symbol).getConstructSignatures()
  const shown = signatures.map((one) => `new ${checker.signatureToString(one, undefined, FORMAT)}`)
  return shown.length > 0 ? shown.join('\n') : `abstract class ${name}`
}

function withoutComments(declaration: ts.Declaration): string {
  const printer = ts.createPrinter({ removeComments: true })
  return printer
    .printNode(ts.EmitHint.Unspecified, declaration, declaration.getSourceFile())
    .replace(/^export (declare )?/, '')
    .replace(/;$/, '')
}

function shortened(code: string): string {
  const lines = code.split('\n')
  return lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES), '// …'].join('\n') : code
}

/** A table of the public members of a class or an interface. */
function membersOf(symbol: ts.Symbol, checker: ts.TypeChecker): string | undefined {
  const declaration = symbol.declarations?.[0]
  if (declaration === undefined) return undefined
  if (!ts.isInterfaceDeclaration(declaration) && !ts.isClassDeclaration(declaration)) return undefined
  const rows = checker
    .getDeclaredTypeOfSymbol(symbol)
    .getProperties()
    .filter(isShown)
    .map((member) => rowOf(member, checker))
  return rows.length > 0 ? ['| member | description |', '|---|---|', ...rows].join('\n') : undefined
}

/** Whether a member is public, and of this repository. */
function isShown(member: ts.Symbol): boolean {
  const [declaration] = member.declarations ?? []
  if (declaration === undefined || member.name.startsWith('__')) return false
  if (declaration.getSourceFile().fileName.includes('/node_modules/')) return false
  const flags = ts.getCombinedModifierFlags(declaration)
  return (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0 && !member.name.includes('#')
}

/** A row with a member and its type, its doc comment and its default. */
function rowOf(member: ts.Symbol, checker: ts.TypeChecker): string {
  const doc = docComment(member, checker)
  const [declaration] = member.declarations ?? []
  const optional = (member.flags & ts.SymbolFlags.Optional) !== 0 ? '?' : ''
  const signature = `${member.name}${optional}: ${typeOf(member, declaration, checker)}`
  const description = [
    doc.deprecated === undefined ? '' : `**Deprecated.** ${doc.deprecated}`,
    doc.text,
    doc.default === undefined
      ? ''
      : `**Default:** ${/^['\w.,-]+$/.test(doc.default) ? code(doc.default) : doc.default}`,
  ]
  return `| ${cell(code(signature))} | ${cell(description.filter(Boolean).join(' '))} |`
}

/** The type as it is written, which is shorter than what the compiler infers. */
function typeOf(member: ts.Symbol, declaration: ts.Declaration | undefined, checker: ts.TypeChecker): string {
  if (
    declaration &&
    (ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration)) &&
    declaration.type
  )
    return declaration.type.getText().replace(/ \| undefined$/, '')
  return checker.typeToString(checker.getTypeOfSymbol(member), undefined, FORMAT)
}

function code(text: string): string {
  const oneLine = text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return oneLine.includes('`') ? `\`\` ${oneLine} \`\`` : `\`${oneLine}\``
}

function cell(text: string): string {
  return text
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|')
    .trim()
}
