/**
 * The package as a user's compiler sees it: the declarations in `dist`, every face of the exports map with every export.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ts from 'typescript'

export const root = resolve(import.meta.dirname, '../..')

export interface Export {
  readonly name: string
  /** What the name stands for: aliases of `export … from` are followed to the end. */
  readonly symbol: ts.Symbol
  readonly declarations: ReadonlyArray<ts.Declaration>
}

export interface Face {
  /** `nabla-ts/Tensor` */
  readonly specifier: string
  readonly exports: ReadonlyArray<Export>
}

export interface Package {
  readonly checker: ts.TypeChecker
  readonly faces: ReadonlyArray<Face>
}

/** Whether a file belongs to the package itself, and not to a peer or to the language. */
export const isOwn = (file: ts.SourceFile): boolean => file.fileName.startsWith(join(root, 'dist'))

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1)

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>
}

/** The subpaths of the exports map that have types, with the file of the types. */
export const subpaths = (): ReadonlyArray<{ readonly specifier: string; readonly file: string }> => {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
  return Object.entries(exports).flatMap(([subpath, target]) =>
    typeof target === 'string' ? [] : [{ specifier: name + subpath.slice(1), file: join(root, target.types) }],
  )
}

export const readPackage = (): Package => {
  // The root holds the others as namespaces, which have pages of their own.
  const found = subpaths().filter(({ specifier }) => specifier.includes('/'))
  const missing = found.find(({ file }) => !existsSync(file))
  if (missing !== undefined) throw new Error(`${missing.file} is not there: run \`npm run build\` first.`)
  const program = ts.createProgram(
    found.map(({ file }) => file),
    {
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2022.d.ts'],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      skipLibCheck: true,
    },
  )
  const checker = program.getTypeChecker()
  const exportsOf = (file: string): ReadonlyArray<Export> => {
    const source = program.getSourceFile(file)
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source)
    if (module === undefined) throw new Error(`${file} is no module.`)
    return checker
      .getExportsOfModule(module)
      .map(({ name, flags }, i, all) => {
        const symbol = flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(all[i]!) : all[i]!
        return { name, symbol, declarations: symbol.declarations ?? [] }
      })
      .sort(byName)
  }
  return { checker, faces: found.map(({ specifier, file }) => ({ specifier, exports: exportsOf(file) })) }
}
