/**
 * Where an `any` hides in what users see: the resolved type of every export, its parameters and results, its members, the bounds of its type parameters, to any depth.
 *
 * Text alone would miss what a declaration infers, and what an import that cannot be resolved turns into. Types of peers and of the language are looked at only in their arguments.
 */
import ts from 'typescript'
import { isOwn, type Export, type Package } from './faces.js'

const findings = (checker: ts.TypeChecker, { name, symbol, declarations }: Export): ReadonlyArray<string> => {
  const seen = new Set<ts.Type>()
  const found: Array<string> = []
  const at = declarations[0]!

  const ownSymbol = (type: ts.Type): boolean => {
    const where = (type.symbol as ts.Symbol | undefined)?.declarations ?? []
    return where.length === 0 || where.some((d) => isOwn(d.getSourceFile()))
  }
  const ofSignature = (path: string) => (signature: ts.Signature) => {
    signature.getTypeParameters()?.forEach((p) => visit(p, `${path}<${p.symbol.name}>`))
    signature.getParameters().forEach((p) => visit(checker.getTypeOfSymbolAtLocation(p, at), `${path}(${p.name})`))
    visit(signature.getReturnType(), `${path}() =>`)
  }
  /** The arguments of a reference, but for `any` where the language itself has it as default: `Iterable<A>` is `Iterable<A, any, any>`. */
  const argumentsOf = (type: ts.TypeReference): ReadonlyArray<ts.Type> =>
    checker
      .getTypeArguments(type)
      .filter((argument, i) => ownSymbol(type) || argument !== type.target.typeParameters?.[i]?.getDefault())
  const visit = (type: ts.Type | undefined, path: string): void => {
    if (type === undefined || seen.has(type)) return
    if (type.flags & ts.TypeFlags.Any) return void found.push(path)
    seen.add(type)
    type.aliasTypeArguments?.forEach((a, i) => visit(a, `${path}<${i}>`))
    if (type.isUnionOrIntersection()) return type.types.forEach((t) => visit(t, path))
    if (type.flags & ts.TypeFlags.TypeParameter) {
      visit(checker.getBaseConstraintOfType(type), `${path} extends`)
      return visit(type.getDefault(), `${path} =`)
    }
    if (type.flags & ts.TypeFlags.Conditional) {
      const { root, checkType, extendsType } = type as ts.ConditionalType
      visit(checkType, `${path} (checked)`)
      visit(extendsType, `${path} (extends)`)
      if (!isOwn(root.node.getSourceFile())) return // `ReturnType` of the language has an `any` in its last branch
      visit(checker.getTypeFromTypeNode(root.node.trueType), `${path} (true)`)
      return visit(checker.getTypeFromTypeNode(root.node.falseType), `${path} (false)`)
    }
    if (type.flags & ts.TypeFlags.IndexedAccess) {
      const { objectType, indexType } = type as ts.IndexedAccessType
      visit(objectType, path)
      return visit(indexType, `${path}[…]`)
    }
    if (!(type.flags & ts.TypeFlags.Object)) return
    if ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference)
      argumentsOf(type as ts.TypeReference).forEach((a, i) => visit(a, `${path}<${i}>`))
    if (!ownSymbol(type)) return
    type.getCallSignatures().forEach(ofSignature(path))
    type.getConstructSignatures().forEach(ofSignature(`new ${path}`))
    checker.getIndexInfosOfType(type).forEach((info) => visit(info.type, `${path}[…]`))
    type.getProperties().forEach((p) => visit(checker.getTypeOfSymbolAtLocation(p, at), `${path}.${p.name}`))
  }

  if (symbol.flags & ts.SymbolFlags.Type) visit(checker.getDeclaredTypeOfSymbol(symbol), name)
  if (symbol.flags & ts.SymbolFlags.Value) visit(checker.getTypeOfSymbolAtLocation(symbol, at), name)
  return found
}

/** One line for each `any`: the face, the export, the way to it. */
export const anys = ({ checker, faces }: Package): ReadonlyArray<string> =>
  faces.flatMap(({ specifier, exports }) =>
    exports.flatMap((each) => findings(checker, each).map((path) => `${specifier}: ${path}`)),
  )
