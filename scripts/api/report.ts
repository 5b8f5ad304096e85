/**
 * The API report: one page for each face, every export with its signature, in order of category and name; and one page of the types that signatures mention and no face exports.
 *
 * The text of a signature is that of the emitted declaration, so a page changes if, and only if, what a user's compiler reads changes.
 */
import { relative } from 'node:path'
import ts from 'typescript'
import { isOwn, root, type Export, type Package } from './faces.js'

export interface Page {
  readonly file: string
  readonly text: string
}

const printer = ts.createPrinter({ removeComments: true })

const signature = (name: string, declaration: ts.Declaration): string => {
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
  const words = printer.printNode(ts.EmitHint.Unspecified, node, declaration.getSourceFile())
  const own = ts.getNameOfDeclaration(declaration)?.getText()
  const plain = words
    .replace(/^export /, '')
    .replace(/^declare /, '')
    .replace(/;$/, '')
  return own === undefined || own === name ? plain : `${plain} // as ${name}`
}

const categoryOf = ({ declarations }: Export): string =>
  declarations
    .flatMap((declaration) => ts.getJSDocTags(ts.isVariableDeclaration(declaration) ? declaration : declaration))
    .filter((tag) => tag.tagName.text === 'category')
    .map((tag) => ts.getTextOfJSDocComment(tag.comment)?.trim() ?? '')[0] ?? 'without a category'

/** The exports that nothing is said about. */
export const undocumented = ({ checker, faces }: Package): ReadonlyArray<string> =>
  faces.flatMap(({ specifier, exports }) =>
    exports
      .filter(({ symbol: s }) => !(s.flags & ts.SymbolFlags.Module) && s.getDocumentationComment(checker).length === 0)
      .map(({ name }) => `${specifier}: ${name}`),
  )

const block = (lines: ReadonlyArray<string>): string => ['```ts', ...lines, '```'].join('\n')

const renew = 'Written by `npm run api` from the built declarations.'

const sorted = <A>(all: Iterable<A>, key: (a: A) => string): ReadonlyArray<A> =>
  [...all].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))

const signatures = (name: string, declarations: ReadonlyArray<ts.Declaration>): ReadonlyArray<string> =>
  declarations.map((declaration) => signature(name, declaration))

/** The types of the package that declarations mention, those that these mention, and so on. */
const mentioned = ({ checker, faces }: Package): ReadonlyArray<ts.Symbol> => {
  const all = faces.flatMap((face) => face.exports)
  const seen = new Set<ts.Symbol>(all.map(({ symbol }) => symbol))
  const behind: Array<ts.Symbol> = []
  const open = all.flatMap(({ declarations }) => declarations)
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const at = checker.getSymbolAtLocation(node)
      const symbol = at !== undefined && at.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(at) : at
      const top = symbol?.declarations?.filter(
        (d) =>
          isOwn(d.getSourceFile()) && !ts.isSourceFile(d) && (ts.isSourceFile(d.parent) || ts.isVariableDeclaration(d)),
      )
      if (symbol !== undefined && top !== undefined && top.length > 0 && !seen.has(symbol)) {
        seen.add(symbol)
        behind.push(symbol)
        open.push(...top)
      }
    }
    ts.forEachChild(node, visit)
  }
  for (let next = open.pop(); next !== undefined; next = open.pop()) visit(next)
  return behind
}

const homeOf = (symbol: ts.Symbol): string =>
  relative(`${root}/dist`, symbol.declarations![0]!.getSourceFile().fileName).replace(/\.d\.ts$/, '.ts')

export const report = (library: Package): ReadonlyArray<Page> => {
  const faces = library.faces.map(({ specifier, exports }): Page => {
    const categories = sorted(new Set(exports.map(categoryOf)), (c) => c)
    const parts = categories.flatMap((category) => [
      `## ${category}`,
      block(
        exports
          .filter((each) => categoryOf(each) === category)
          .flatMap(({ name, declarations }) => signatures(name, declarations)),
      ),
    ])
    const file = `${specifier.split('/').slice(1).join('-')}.md`
    return {
      file,
      text: [`# ${specifier}`, `${exports.length} exports. ${renew}`, ...parts, ''].join('\n\n').trimEnd() + '\n',
    }
  })
  const behind = mentioned(library)
  const homes = sorted(new Set(behind.map(homeOf)), (home) => home)
  const inside = homes.flatMap((home) => [
    `## ${home}`,
    block(
      sorted(
        behind.filter((symbol) => homeOf(symbol) === home),
        ({ name }) => name,
      ).flatMap(({ name, declarations = [] }) => signatures(name, declarations)),
    ),
  ])
  const index = [
    '# The API',
    `Every export of every face with its signature. ${renew} \`npm test\` fails where it differs; what a name means stands in its docstring, and in the reference that \`npm run docs\` builds.`,
    library.faces
      .map(({ specifier, exports }, i) => `- [\`${specifier}\`](${faces[i]!.file}): ${exports.length} exports`)
      .join('\n'),
    `[Behind the faces](inside.md) are ${behind.length} types that signatures mention and no face exports: they cannot be named by a user, but a change of one can be felt.`,
  ]
  return [
    { file: 'README.md', text: index.join('\n\n') + '\n' },
    ...faces,
    { file: 'inside.md', text: ['# Behind the faces', renew, ...inside].join('\n\n') + '\n' },
  ]
}
