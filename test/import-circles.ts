import { dirname, join } from 'node:path'
import { importsOf, isTestFile, sourceFiles } from './source-imports.ts'

type Graph = ReadonlyMap<string, ReadonlySet<string>>

/** Circles of imports between the files of a package's `src`, types included, tests apart: `a.ts -> b.ts -> a.ts`. */
export function fileCircles(folder: string): string[] {
  return circlesOf(graphOf(folder, (file) => file))
}

/** Circles between the folders of a package's `src`. Each file beside subfolders counts as a folder of its own. */
export function folderCircles(folder: string): string[] {
  const files = sourceFiles(`packages/${folder}/src`)
  const parents = new Set(files.map((file) => dirname(dirname(file))))
  return circlesOf(graphOf(folder, (file) => (parents.has(dirname(file)) ? file : dirname(file))))
}

function graphOf(folder: string, toNode: (file: string) => string): Graph {
  const graph = new Map<string, Set<string>>()
  for (const file of sourceFiles(`packages/${folder}/src`).filter((each) => !isTestFile(each))) {
    const from = toNode(file)
    const targets = graph.get(from) ?? new Set()
    graph.set(from, targets)
    for (const { specifier } of importsOf(file)) {
      if (!specifier.startsWith('.')) continue
      const to = toNode(join(dirname(file), specifier))
      // A folder may import itself, a file may not.
      if (to !== from || to === file) targets.add(to)
    }
  }
  return graph
}

/** One circle for each edge that closes one in a depth-first walk; empty exactly if the graph has none. */
function circlesOf(graph: Graph): string[] {
  const circles: string[] = []
  const done = new Set<string>()
  const path: string[] = []
  const visit = (node: string): void => {
    const start = path.indexOf(node)
    if (start >= 0) circles.push([...path.slice(start), node].join(' -> '))
    if (start >= 0 || done.has(node)) return
    path.push(node)
    for (const next of graph.get(node) ?? []) visit(next)
    path.pop()
    done.add(node)
  }
  for (const node of graph.keys()) visit(node)
  return circles
}
