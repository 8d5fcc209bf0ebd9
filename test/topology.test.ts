import { existsSync, readdirSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileCircles, folderCircles } from './import-circles.ts'
import { importsOf, isTestFile, reachedFrom, sourceFiles } from './source-imports.ts'
import type { PackageRow } from './topology.ts'
import { entryFile, packages } from './topology.ts'
import type { Manifest } from './workspace.ts'
import { readManifest, readText, root, scope } from './workspace.ts'

const rows = Object.entries(packages).map(([folder, row]) => ({
  folder,
  row,
  manifest: readManifest(`packages/${folder}`),
}))

function own(names: Readonly<Record<string, string>> | undefined): string[] {
  return Object.keys(names ?? {})
    .filter((name) => name.startsWith(scope))
    .map((name) => name.slice(scope.length))
    .sort()
}

function foreign(names: Readonly<Record<string, string>> | undefined): string[] {
  return Object.keys(names ?? {})
    .filter((name) => !name.startsWith(scope))
    .sort()
}

/** The targets of a specifier: itself, or the conditional targets of a name such as `#vertex`. */
function targetsOf(manifest: Manifest, specifier: string): string[] {
  return Object.values(manifest.imports?.[specifier] ?? { default: specifier })
}

/** Whether a published source file of a package may import a non-relative specifier. */
function mayImport(row: PackageRow, specifier: string): boolean {
  if (isBuiltin(specifier)) return row.node && specifier.startsWith('node:')
  if (specifier.startsWith(scope)) {
    const [folder = '', ...entry] = specifier.slice(scope.length).split('/')
    return (
      row.siblings.includes(folder) && packages[folder]?.entries.includes(['.', ...entry].join('/')) === true
    )
  }
  return [...row.thirdParties, ...row.peers].some(
    (name) => specifier === name || specifier.startsWith(`${name}/`),
  )
}

/** Whether a test of a package may import a specifier that is not relative: anything installed, but no neighbour's inside. */
function mayTestImport(manifest: Manifest, specifier: string): boolean {
  if (isBuiltin(specifier)) return specifier.startsWith('node:')
  const installed = {
    ...readManifest('.').devDependencies,
    ...manifest.peerDependencies,
    ...manifest.devDependencies,
    ...manifest.dependencies,
  }
  if (specifier.startsWith(scope)) {
    const [folder = '', ...entry] = specifier.slice(scope.length).split('/')
    const isEntry = packages[folder]?.entries.includes(['.', ...entry].join('/'))
    return isEntry === true && scope + folder in installed
  }
  return Object.keys(installed).some((name) => specifier === name || specifier.startsWith(`${name}/`))
}

/** The edges `a --> b` of the first mermaid graph of a document, and every node that it names. */
function readPicture(markdown: string): { edges: string[]; nodes: Set<string> } {
  const graph = /```mermaid\n(?:graph|flowchart)\b[^\n]*\n([\s\S]*?)```/.exec(markdown)?.[1] ?? ''
  const ids = (part: string) => part.split('&').map((node) => node.trim().replace(/[[({].*$/, ''))
  const edges: string[] = []
  const nodes = new Set<string>()
  for (const line of graph.split('\n').map((text) => text.trim())) {
    if (!line || /^(%%|subgraph\b|end$|classDef\b|class\b|style\b|direction\b|linkStyle\b)/.test(line))
      continue
    const parts = line.split(/\s*(?:-->|-\.->|==>)\s*(?:\|[^|]*\|\s*)?/).map(ids)
    for (const node of parts.flat()) nodes.add(node)
    for (let index = 1; index < parts.length; index++) {
      for (const from of parts[index - 1] ?? [])
        for (const to of parts[index] ?? []) edges.push(`${from} --> ${to}`)
    }
  }
  return { edges: edges.sort(), nodes }
}

describe('the workspace', () => {
  it('has exactly the packages of the table', () => {
    const folders = readdirSync(`${root}packages`).filter((folder) =>
      existsSync(`${root}packages/${folder}/package.json`),
    )
    expect(folders.sort()).toEqual(Object.keys(packages).sort())
  })

  it('versions every package on its own and publishes it for everyone', () => {
    const config = JSON.parse(readText('.changeset/config.json'))
    expect(config).toMatchObject({ fixed: [], linked: [], access: 'public', baseBranch: 'main' })
  })

  it('has no circular dependencies, devDependencies included', () => {
    const edges = new Map(
      rows.map(({ folder, manifest }) => [
        folder,
        [...own(manifest.dependencies), ...own(manifest.devDependencies)],
      ]),
    )
    const walk = (folder: string, path: readonly string[]): string[] => {
      if (path.includes(folder)) return [[...path, folder].join(' -> ')]
      return (edges.get(folder) ?? []).flatMap((next) => walk(next, [...path, folder]))
    }
    expect(rows.flatMap(({ folder }) => walk(folder, []))).toEqual([])
  })

  it('matches the diagram in docs/architecture.md', () => {
    const { edges, nodes } = readPicture(readText('docs/architecture.md'))
    const drawn = edges.filter((edge) => edge.split(' --> ').every((folder) => folder in packages))
    const real = rows.flatMap(({ folder, row }) => row.siblings.map((sibling) => `${folder} --> ${sibling}`))
    expect(drawn).toEqual(real.sort())
    expect(Object.keys(packages).filter((folder) => !nodes.has(folder))).toEqual([])
  })

  it('installs four third parties with @flightdeck/runtime, none of them for the older API', () => {
    const reached = (folder: string): string[] => [
      folder,
      ...(packages[folder]?.siblings ?? []).flatMap(reached),
    ]
    const thirdParties = new Set(reached('runtime').flatMap((folder) => packages[folder]?.thirdParties ?? []))
    expect([...thirdParties].sort()).toEqual(['@ag-ui/core', '@cfworker/json-schema', 'hono', 'rxjs'])
    const imports = sourceFiles('packages/runtime/src/v1')
      .filter((file) => !isTestFile(file))
      .flatMap(importsOf)
    expect(imports.length).toBeGreaterThan(50)
    expect(imports.filter(({ specifier }) => !/^(\.|@flightdeck\/|#adapter-node$)/.test(specifier))).toEqual(
      [],
    )
  })

  it('is private outside packages/', () => {
    const folders = ['.', 'test', ...readdirSync(`${root}apps`).map((folder) => `apps/${folder}`)]
    expect(folders.filter((folder) => readManifest(folder).private !== true)).toEqual([])
  })
})

describe.each(rows)('$folder', ({ folder, row, manifest }) => {
  it('has complete package metadata', () => {
    expect(manifest).toMatchObject({
      name: scope + folder,
      license: 'MIT',
      type: 'module',
      sideEffects: false,
      engines: { node: '>=20.19' },
      files: ['dist'],
      repository: { directory: `packages/${folder}` },
      publishConfig: { access: 'public' },
    })
    expect(manifest.private).toBeUndefined()
    expect(manifest.description).toMatch(/^\S.{20,}$/)
    expect(manifest.keywords).toContain('ag-ui')
    expect(manifest.repository?.url).toMatch(/^git\+https:/)
  })

  it('has a README with its name as title, and an install line', () => {
    const readme = readText(`packages/${folder}/README.md`)
    expect(readme.split('\n')[0]).toBe(`# ${scope}${folder}`)
    expect(readme).toMatch(new RegExp(`^(npm|pnpm) (install|add) .*${scope}${folder}`, 'm'))
  })

  it('has the scripts that turbo runs', () => {
    expect(Object.keys(manifest.scripts ?? {})).toEqual(
      expect.arrayContaining(['build', 'typecheck', 'lint', 'test']),
    )
  })

  it('exports the entries of the table, for import and require', () => {
    expect(Object.keys(manifest.exports ?? {}).sort()).toEqual([...row.entries, './package.json'].sort())
    for (const entry of row.entries) {
      const file = `./dist/${entryFile(entry)}`
      const esm = { types: `${file}.d.ts`, default: `${file}.js` }
      const both = { import: esm, require: { types: `${file}.d.cts`, default: `${file}.cjs` } }
      expect(manifest.exports?.[entry]).toEqual(row.esmOnly?.includes(entry) ? esm : both)
    }
  })

  it('has exactly the programs of the table', () => {
    const programs = Object.entries(row.programs ?? {}).map(([name, file]) => [name, `./dist/${file}.js`])
    expect(manifest.bin ?? {}).toEqual(Object.fromEntries(programs))
  })

  it('has exactly the dependencies of the table', () => {
    expect(own(manifest.dependencies)).toEqual([...row.siblings].sort())
    expect(foreign(manifest.dependencies)).toEqual([...row.thirdParties].sort())
    expect(Object.keys(manifest.peerDependencies ?? {}).sort()).toEqual([...row.peers].sort())
    const siblings = { ...manifest.dependencies, ...manifest.devDependencies }
    expect(own(siblings).filter((name) => siblings[scope + name] !== 'workspace:^')).toEqual([])
  })

  it('publishes every source file except tests', () => {
    const shipped = new Set(
      [...row.entries.map(entryFile), ...Object.values(row.programs ?? {})].flatMap((file) => [
        ...reachedFrom(`packages/${folder}/src/${file}.ts`),
      ]),
    )
    const astray = sourceFiles(`packages/${folder}/src`).filter(
      (file) => shipped.has(file) === isTestFile(file),
    )
    expect(astray).toEqual([])
  })

  it('imports only what the table allows, and no internal files of other packages', () => {
    const forbidden = ['src', 'test']
      .flatMap((part) => sourceFiles(`packages/${folder}/${part}`))
      .flatMap(importsOf)
      .flatMap(({ file, specifier }) =>
        targetsOf(manifest, specifier).map((target) => ({ file, specifier: target })),
      )
      .filter(({ file, specifier }) => {
        // A name such as `#adapter-node` may lead to a file of the package itself.
        if (specifier.startsWith('./dist/')) return false
        if (specifier.startsWith('.')) {
          const own = isTestFile(file) ? ['src/', 'test/'] : ['src/']
          const target = normalize(join(dirname(file), specifier))
          return !own.some((part) => target.startsWith(join('packages', folder, part)))
        }
        return isTestFile(file) ? !mayTestImport(manifest, specifier) : !mayImport(row, specifier)
      })
      .map(({ file, specifier }) => `${file} imports ${specifier}`)
    expect(forbidden).toEqual([])
  })

  it('has the longest delay of a timer in one place', () => {
    const copies = sourceFiles(`packages/${folder}/src`)
      .filter((file) => !isTestFile(file))
      .filter((file) =>
        /2 \*\* 31|2_?147_?483_?647|0x7fff_?ffff/i.test(readText(file).replace(/^ *(\/\/|\*).*$/gm, '')),
      )
    expect(copies.length, copies.join(', ')).toBeLessThanOrEqual(1)
  })

  it('has no circle of imports between its files, types included', () => {
    expect(fileCircles(folder)).toEqual([])
  })

  it('has no circle of imports between its folders', () => {
    expect(folderCircles(folder)).toEqual([])
  })
})
