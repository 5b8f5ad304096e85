/**
 * Turns the examples of README.md, CONTRIBUTING.md, docs/*.md and the docstrings of src and laws into vitest files under test/generated, which tsc
 * checks and vitest runs. What counts as an example:
 *
 * - in a page, a block fenced as ```ts; the blocks of a page are one story: later ones see the names of earlier ones, and may shadow them;
 * - in a docstring, all that follows `@example` (or its ```ts fences, if it has any); each example stands for itself;
 * - ```ts no-run is type-checked only; any other fence is left alone.
 *
 * And what it claims, always at the end of a top-level statement, or on the line below it:
 *
 * - `expression // => value`, or `const x = expression // => value`: deep equality; the value may go on in comment lines below;
 * - `41.4864…` inside a value: the decimal print starts like that;
 * - `expression // throws words … more words`: the message holds the words in this order.
 *
 * Examples may use the names of `prelude`, and docstrings the exports of their own file, without importing them.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const prelude: Readonly<Record<string, string>> = {
  pipe: `import { pipe } from 'fp-ts/lib/function.js'`,
  fc: `import fc from 'fast-check'`,
  E: `import * as E from 'fp-ts/lib/Either.js'`,
  t: `import * as t from 'io-ts/lib/index.js'`,
  TE: `import * as TE from 'fp-ts/lib/TaskEither.js'`,
  T: 'Tensor',
  D: 'Diff',
  Draw: 'Draw',
  P: 'Params',
  Seed: 'Seed',
  M: 'Model',
  L: 'Layer',
  I: 'Init',
  A: 'Activation',
  Loss: 'Loss',
  Objective: 'Objective',
  Schedule: 'Schedule',
  Metric: 'Metric',
  O: 'Optimizer',
  ModelSpec: 'ModelSpec',
  ObjectiveSpec: 'ObjectiveSpec',
  OptimizerSpec: 'OptimizerSpec',
  Codec: 'Codec',
  Data: 'Data',
  Safetensors: 'Safetensors',
  Train: 'Train',
  Run: 'Run',
  Graph: 'Graph',
  Onnx: 'Onnx',
  Latex: 'Latex',
}

export interface Block {
  /** The line of the source file on which `code` starts, counted from 1. */
  readonly line: number
  readonly code: string
  readonly run: boolean
}

// ---------------------------------------------------------------------------------------------------------------------------------------
// finding
// ---------------------------------------------------------------------------------------------------------------------------------------

/** The ts fences among some lines; `first` is the number of the first of them. */
export const fences = (lines: ReadonlyArray<string>, first: number): ReadonlyArray<Block> => {
  const blocks: Array<Block> = []
  let open: { readonly mark: string; readonly info: string; readonly at: number } | undefined
  lines.forEach((line, i) => {
    const [, mark, info] = /^\s*(`{3,}|~{3,})\s*(.*?)\s*$/.exec(line) ?? []
    if (mark === undefined || info === undefined) return
    if (open === undefined) open = { mark, info, at: i }
    else if (mark.startsWith(open.mark) && info === '') {
      const [language, ...flags] = open.info.split(/\s+/)
      if (language === 'ts' || language === 'typescript')
        blocks.push({
          line: first + open.at + 1,
          code: lines.slice(open.at + 1, i).join('\n'),
          run: !flags.includes('no-run'),
        })
      open = undefined
    }
  })
  return blocks
}

export const inPage = (text: string): ReadonlyArray<Block> => fences(text.split('\n'), 1)

export const inDocstrings = (text: string): ReadonlyArray<Block> => {
  const blocks: Array<Block> = []
  const lines = text.split('\n')
  let comment = false
  let fenced = false
  let start = -1
  const close = (end: number) => {
    if (start < 0) return
    const body = lines.slice(start, end).map((line) => line.replace(/^\s*\*? ?/, ''))
    const inFences = fences(body, start + 1)
    if (body.some((line) => /^\s*(`{3,}|~{3,})/.test(line))) blocks.push(...inFences)
    else if (body.some((line) => line.trim() !== '')) blocks.push({ line: start + 1, code: body.join('\n'), run: true })
    start = -1
  }
  lines.forEach((line, i) => {
    if (!comment && /^\s*\/\*\*/.test(line)) comment = true
    if (!comment) return
    if (line.includes('*/')) {
      close(i)
      comment = fenced = false
      return
    }
    if (/^\s*\*\s*(`{3,}|~{3,})/.test(line)) fenced = !fenced
    else if (!fenced && /^\s*(\/\*)?\*\s?@\w/.test(line)) {
      close(i)
      if (/^\s*(\/\*)?\*\s?@example\b/.test(line)) start = i + 1
    }
  })
  return blocks
}

// ---------------------------------------------------------------------------------------------------------------------------------------
// understanding
// ---------------------------------------------------------------------------------------------------------------------------------------

interface Claim {
  readonly kind: '=>' | 'throws'
  /** As written, and as TypeScript. */
  readonly written: string
  readonly words: string
  readonly line: number
}

/** A claim ends its statement: without semicolons, a next line that starts with a bracket would otherwise continue it. */
const endAtClaims = (code: string): string =>
  code.replace(/(\S)([ \t]*\/\/ (?:=>|throws)[^\n]*)(?=\n\s*[[(`])/g, '$1;$2')

const parse = (code: string): ts.SourceFile => ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2022, true)

/** The parser keeps its errors in a property that is not in the declarations. */
const hasSyntaxErrors = (file: ts.SourceFile): boolean =>
  (file as ts.SourceFile & { readonly parseDiagnostics: ReadonlyArray<ts.Diagnostic> }).parseDiagnostics.length > 0

const isExpression = (code: string): boolean => code.trim() !== '' && !hasSyntaxErrors(parse(`void (\n${code}\n)`))

const approximate = (value: string): string =>
  value.replace(/-?\d+(?:\.\d*)?…(?:e[+-]\d+)?/g, (print) => `startsWith('${print}')`)

/** The claim that stands behind position `end`, on the same line or alone on the next. */
const claimAfter = (code: string, end: number, lineOf: (position: number) => number): Claim | undefined => {
  const found = /^[ \t;]*(?:\n[ \t]*)?\/\/ (=>|throws)[ \t]*([^\n]*)/.exec(code.slice(end))
  if (found === null) return undefined
  const [text, kind, words] = found as unknown as [string, Claim['kind'], string]
  const line = lineOf(end + text.length)
  if (kind === 'throws') return { kind, written: words.trim(), words: words.trim(), line }
  const more = code.slice(end + text.length + 1).split('\n')
  const comments = more.slice(
    0,
    Math.max(
      0,
      more.findIndex((each) => !/^\s*\/\//.test(each)),
    ),
  )
  const readings = [
    words,
    ...comments.map((_, i) => [words, ...comments.slice(0, i + 1).map((c) => c.replace(/^\s*\/\/ ?/, ''))].join('\n')),
  ]
  const written = readings.find((reading) => isExpression(approximate(reading))) ?? words
  return { kind, written, words: approximate(written), line }
}

interface Names {
  readonly bare: Set<string>
  readonly qualifiers: Set<string>
}

const namesIn = (code: string, into: Names): void => {
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) {
      if (ts.isIdentifier(node.expression)) into.qualifiers.add(node.expression.text)
      return visit(node.expression)
    }
    if (ts.isQualifiedName(node)) {
      if (ts.isIdentifier(node.left)) into.qualifiers.add(node.left.text)
      return visit(node.left)
    }
    if (ts.isIdentifier(node)) into.bare.add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(parse(code))
}

/** What a source file exports, `export *` followed. */
const exportsOf = (file: string): ReadonlyArray<string> => {
  if (!existsSync(file)) return []
  return parse(readFileSync(file, 'utf8')).statements.flatMap((statement): ReadonlyArray<string> => {
    if (ts.isExportDeclaration(statement)) {
      if (statement.exportClause === undefined)
        return exportsOf(
          resolve(dirname(file), (statement.moduleSpecifier as ts.StringLiteral).text.replace(/\.js$/, '.ts')),
        )
      return ts.isNamedExports(statement.exportClause)
        ? statement.exportClause.elements.map((element) => element.name.text)
        : [statement.exportClause.name.text]
    }
    if (
      !ts.canHaveModifiers(statement) ||
      !ts.getModifiers(statement)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword)
    )
      return []
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap((d) => (ts.isIdentifier(d.name) ? [d.name.text] : []))
    const { name } = statement as ts.Statement & { readonly name?: ts.Node }
    return name !== undefined && ts.isIdentifier(name) ? [name.text] : []
  })
}

// ---------------------------------------------------------------------------------------------------------------------------------------
// writing
// ---------------------------------------------------------------------------------------------------------------------------------------

const quote = (text: string): string => JSON.stringify(text)

/** One generated file: `file` and `target` are relative to the root, with slashes. */
export const generate = (root: string, file: string, target: string, blocks: ReadonlyArray<Block>): string => {
  const isPage = file.endsWith('.md')
  const imports = new Map<string, string>()
  const own = isPage ? [] : exportsOf(join(root, file))
  const names: Names = { bare: new Set(), qualifiers: new Set() }
  const fromTarget = (path: string) => {
    const found = posix.relative(posix.dirname(target), path)
    return found.startsWith('.') ? found : `./${found}`
  }

  const hoist = (statement: ts.ImportDeclaration): string | undefined => {
    const written = (statement.moduleSpecifier as ts.StringLiteral).text
    const from = written.startsWith('.') ? fromTarget(posix.join(posix.dirname(file), written)) : written
    const clause = statement.importClause
    const type = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type ' : ''
    const wanted: Array<readonly [string, string]> = []
    if (clause === undefined) wanted.push([`'${from}'`, `import '${from}'`])
    if (clause?.name !== undefined) wanted.push([clause.name.text, `import ${type}${clause.name.text} from '${from}'`])
    const bindings = clause?.namedBindings
    if (bindings !== undefined && ts.isNamespaceImport(bindings))
      wanted.push([bindings.name.text, `import ${type}* as ${bindings.name.text} from '${from}'`])
    if (bindings !== undefined && ts.isNamedImports(bindings))
      bindings.elements.forEach((e) => wanted.push([e.name.text, `import ${type}{ ${e.getText()} } from '${from}'`]))
    const clash = wanted.find(([name, text]) => imports.has(name) && imports.get(name) !== text)
    wanted.forEach(([name, text]) => imports.set(name, text))
    return clash === undefined ? undefined : `imports ${clash[0]} from two modules in one file`
  }

  const writeBlock = ({ code: written, ...rest }: Block): ReadonlyArray<string> => {
    const block: Block = { ...rest, code: endAtClaims(written) }
    const source = parse(block.code)
    const lineOf = (position: number) => block.line + source.getLineAndCharacterOfPosition(position).line
    const out: Array<string> = []
    const problem = (line: number, message: string) => out.push(`told.wrong(${line}, ${quote(message)})`)
    const claimed = new Set<number>()
    const bodies: Array<string> = []
    namesIn(block.code, names)
    for (const statement of source.statements) {
      if (ts.isImportDeclaration(statement)) {
        const message = hoist(statement)
        if (message !== undefined) problem(lineOf(statement.getStart()), message)
        continue
      }
      const lead = block.code.slice(statement.getFullStart(), statement.getStart())
      const blank = /^[^\n]*\n(?:[ \t]*\n)*|^/.exec(lead)?.[0].length ?? 0
      const from = statement.getFullStart() + (statement.getFullStart() === 0 ? /^\s*/.exec(lead)![0].length : blank)
      const first = lineOf(from)
      const line = lineOf(statement.getStart())
      const exported = ts.canHaveModifiers(statement)
        ? ts.getModifiers(statement)?.find((m) => m.kind === ts.SyntaxKind.ExportKeyword)
        : undefined
      const text = exported === undefined ? statement.getText() : block.code.slice(exported.end, statement.end)
      const above = block.code.slice(from, statement.getStart())
      const claim = block.run ? claimAfter(block.code, statement.end, lineOf) : undefined
      bodies.push(`${block.run ? `told.line(${line}); ` : ''}// @source ${file}:${first}`)
      if (claim === undefined) {
        bodies.push(above + text)
        continue
      }
      claimed.add(claim.line)
      const at = claim.line
      if (claim.kind === '=>') {
        namesIn(`(${claim.words})`, names)
        const bare = text.replace(/;\s*$/, '')
        const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations : undefined
        const name = declared?.length === 1 && ts.isIdentifier(declared[0]!.name) ? declared[0]!.name.text : undefined
        const expected = `(${claim.words}), ${quote(claim.written)}`
        if (!isExpression(claim.words)) {
          bodies.push(above + text)
          problem(at, `what stands after => is not an expression: ${claim.written}`)
        } else if (ts.isExpressionStatement(statement)) bodies.push(`${above}told.check(${at}, ${bare}, ${expected})`)
        else if (name !== undefined) bodies.push(`${above}${text}`, `told.check(${at}, ${name}, ${expected})`)
        else problem(line, '`// =>` follows neither an expression nor a `const`')
      } else if (ts.isExpressionStatement(statement))
        bodies.push(`${above}await told.throws(${at}, async () => ${text.replace(/;\s*$/, '')}, ${quote(claim.words)})`)
      else problem(line, '`// throws` follows no expression')
    }
    if (block.run)
      block.code.split('\n').forEach((text, i) => {
        if (/\/\/ =>/.test(text) && !claimed.has(block.line + i))
          problem(block.line + i, 'this `// =>` belongs to no top-level statement, so nothing would check it')
      })
    return [...out, ...bodies]
  }

  const wrapped = blocks.map((block) =>
    block.run
      ? { head: `told.block(${block.line})`, body: writeBlock(block), line: block.line }
      : { head: `void async function noRun() {`, body: [...writeBlock(block), '}'], line: undefined },
  )
  const tell = (parts: typeof wrapped): ReadonlyArray<string> => [
    `story(${quote(file)}, [${parts.flatMap((p) => (p.line === undefined ? [] : [p.line])).join(', ')}], async (told) => {`,
    ...parts.flatMap((p) => ['{', p.head, ...p.body]),
    `${'}'.repeat(parts.length)}`,
    '})',
  ]
  const body = isPage ? tell(wrapped) : wrapped.flatMap((part) => tell([part]))

  for (const [name, means] of Object.entries(prelude)) {
    const face = /^\w+$/.test(means)
    const clash = own.includes(name) && !names.qualifiers.has(name)
    if (names.bare.has(name) && !imports.has(name) && !clash && (!face || existsSync(join(root, 'src', `${means}.ts`))))
      imports.set(name, face ? `import * as ${name} from 'nabla-ts/${means}'` : means)
  }
  const bare = own.filter((name, i) => names.bare.has(name) && !imports.has(name) && own.indexOf(name) === i)
  return [
    `// Written by scripts/examples.ts from ${file}: change that.`,
    `import { startsWith, story } from '${fromTarget('scripts/story.js')}'`,
    ...imports.values(),
    ...(bare.length > 0 ? [`import { ${bare.join(', ')} } from '${fromTarget(file.replace(/\.ts$/, '.js'))}'`] : []),
    'void startsWith',
    '',
    ...body,
    '',
  ].join('\n')
}

// ---------------------------------------------------------------------------------------------------------------------------------------
// the tree
// ---------------------------------------------------------------------------------------------------------------------------------------

const filesIn = (root: string, folder: string, ending: string, deep: boolean): ReadonlyArray<string> =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { withFileTypes: true })
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap((entry) => {
          const path = posix.join(folder, entry.name)
          return entry.isDirectory()
            ? deep
              ? filesIn(root, path, ending, deep)
              : []
            : entry.name.endsWith(ending)
              ? [path]
              : []
        })
    : []

/** Writes what differs and removes what is stale; says how many examples there are. */
export const writeExamples = (root: string = resolve(dirname(fileURLToPath(import.meta.url)), '..')): number => {
  const folder = 'test/generated'
  const pages = ['README.md', 'CONTRIBUTING.md', ...filesIn(root, 'docs', '.md', false)].filter((f) =>
    existsSync(join(root, f)),
  )
  const sources = ['src', 'laws'].flatMap((f) => filesIn(root, f, '.ts', true))
  const found = [...pages, ...sources].flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    const blocks = file.endsWith('.md') ? inPage(text) : inDocstrings(text)
    if (blocks.length === 0) return []
    // A file without anything to run is for tsc alone.
    const target = `${folder}/${file.replace(/\.\w+$/, '')}${blocks.some((b) => b.run) ? '.test' : ''}.ts`
    return [{ target, text: generate(root, file, target, blocks), count: blocks.length }]
  })
  const wanted = new Set(found.map(({ target }) => target))
  filesIn(root, folder, '', true)
    .filter((file) => !wanted.has(file))
    .forEach((file) => rmSync(join(root, file), { force: true }))
  for (const { target, text } of found) {
    const path = join(root, target)
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  return found.reduce((sum, { count }) => sum + count, 0)
}

if (process.argv[1] !== undefined && relative(process.argv[1], fileURLToPath(import.meta.url)) === '')
  console.log(`${writeExamples()} examples in test/generated`)
