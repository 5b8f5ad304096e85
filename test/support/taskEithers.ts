/** Which exports of the library give a `TaskEither`, by their declared types. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const parse = (path: string): ts.SourceFile =>
  ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)

/** The names that a face exports, with the files that they come from; `*` for all of a file. */
const exportsOf = (
  root: string,
  face: string,
): readonly (readonly [file: string, name: string, exported: string])[] => {
  const file = parse(join(root, 'src', face))
  return file.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) return []
    // `export * as Tensor`: the face has its own row.
    if (statement.exportClause !== undefined && ts.isNamespaceExport(statement.exportClause)) return []
    const from = join(root, 'src', (statement.moduleSpecifier as ts.StringLiteral).text.replace(/\.js$/, '.ts'))
    return statement.exportClause === undefined
      ? [[from, '*', '*'] as const]
      : (statement.exportClause as ts.NamedExports).elements.map(
          (each) => [from, (each.propertyName ?? each.name).getText(), each.name.getText()] as const,
        )
  })
}

/** The declared type of what a function gives in the end, after all of its arguments. */
const resultOf = (node: ts.Node | undefined): string => {
  if (node === undefined) return ''
  if (ts.isArrowFunction(node) || ts.isFunctionDeclaration(node))
    return node.type !== undefined ? resultOf(node.type) : resultOf(node.body)
  if (ts.isFunctionTypeNode(node)) return resultOf(node.type)
  if (ts.isBlock(node)) return resultOf([...node.statements].reverse().find(ts.isReturnStatement)?.expression)
  if (ts.isParenthesizedTypeNode(node) || ts.isParenthesizedExpression(node))
    return resultOf(ts.isParenthesizedTypeNode(node) ? node.type : node.expression)
  return ts.isTypeNode(node) ? node.getText() : ''
}

const isTaskEither = (type: string): boolean => /^(TE\.)?TaskEither</.test(type)

const declared = (file: string): readonly string[] =>
  parse(file).statements.flatMap((statement): readonly string[] => {
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations
        .filter((each) => isTaskEither(resultOf(each.type ?? each.initializer)))
        .map((each) => each.name.getText())
    if (ts.isInterfaceDeclaration(statement))
      return statement.members
        .filter((member): member is ts.PropertySignature => ts.isPropertySignature(member))
        .filter((member) => isTaskEither(resultOf(member.type)))
        .map((member) => `${statement.name.text}.${member.name.getText()}`)
    return []
  })

/** `Face.name` for each public function that gives a `TaskEither`, and `Face.Interface.member` for those in records. */
export const taskEithers = (root: string, modules: readonly string[]): readonly string[] =>
  modules
    .flatMap((face) =>
      exportsOf(root, face).flatMap(([file, name, exported]) =>
        declared(file)
          .filter((each) => name === '*' || each === name || each.startsWith(`${name}.`))
          .map((each) => `${face.replace(/\.ts$/, '')}.${name === '*' ? each : each.replace(name, exported)}`),
      ),
    )
    .sort()
