/**
 * Regular expressions as a backtracking matcher runs them, with its steps counted: how an expression behaves on a text is then a number and no matter of time.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { RegExpParser, visitRegExpAST, type AST } from '@eslint-community/regexpp'
import fc from 'fast-check'
import ts from 'typescript'

// ---------------------------------------------------------------------------------------------------------------------------------------
// expressions in files
// ---------------------------------------------------------------------------------------------------------------------------------------

export interface Expression {
  readonly place: string
  readonly source: string
  readonly flags: string
}

/** Every literal of a file, and every `new RegExp` whose expression cannot be read in it. */
const expressionsOf = (path: string, text: string): readonly Expression[] => {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: Expression[] = []
  const visit = (node: ts.Node): void => {
    const place = `${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`
    if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) {
      const literal = node.getText()
      const end = literal.lastIndexOf('/')
      found.push({ place, source: literal.slice(1, end), flags: literal.slice(end + 1) })
    }
    if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp')
      throw new Error(`${place}: write the expression as a literal, so that it can be held to the test`)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** Every regular expression of some folders. */
export const expressionsIn = (root: string, folders: readonly string[]): readonly Expression[] =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .flatMap((path) => expressionsOf(posix.relative(root, path), readFileSync(path, 'utf8'))),
  )

// ---------------------------------------------------------------------------------------------------------------------------------------
// the matcher
// ---------------------------------------------------------------------------------------------------------------------------------------

type Rest = (at: number) => boolean

/** The steps are more than were allowed. */
class Exhausted extends Error {}

/** A matcher that counts; `test` says whether a node that takes one character takes this one. */
const matcher = (text: readonly string[], flags: string, most: number) => {
  let steps = 0
  const takes = new Map<AST.Node, RegExp>()
  const oneOf = (node: AST.Node, char: string | undefined): boolean => {
    if (char === undefined) return false
    const known = takes.get(node) ?? new RegExp(`^(?:${node.raw})$`, flags.replace(/[gy]/g, ''))
    takes.set(node, known)
    return known.test(char)
  }
  const isWord = (char: string | undefined): boolean => char !== undefined && /^\w$/.test(char)
  const all = (nodes: readonly AST.Node[], at: number, rest: Rest, i = 0): boolean =>
    i === nodes.length ? rest(at) : match(nodes[i]!, at, (next) => all(nodes, next, rest, i + 1))
  const any = (alternatives: readonly AST.Alternative[], at: number, rest: Rest): boolean =>
    alternatives.some((each) => all(each.elements, at, rest))
  const repeated = (node: AST.Quantifier, at: number, count: number, rest: Rest): boolean => {
    const more = (): boolean =>
      count < node.max &&
      match(node.element, at, (next) => (next > at || count < node.min) && repeated(node, next, count + 1, rest))
    if (count < node.min) return more()
    return node.greedy ? more() || rest(at) : rest(at) || more()
  }
  const match = (node: AST.Node, at: number, rest: Rest): boolean => {
    if (++steps > most) throw new Exhausted()
    switch (node.type) {
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass':
        return oneOf(node, text[at]) && rest(at + 1)
      case 'Quantifier':
        return repeated(node, at, 0, rest)
      case 'Group':
      case 'CapturingGroup':
        return any(node.alternatives, at, rest)
      case 'Assertion':
        switch (node.kind) {
          case 'start':
            return (at === 0 || (flags.includes('m') && text[at - 1] === '\n')) && rest(at)
          case 'end':
            return (at === text.length || (flags.includes('m') && text[at] === '\n')) && rest(at)
          case 'word':
            return (isWord(text[at - 1]) !== isWord(text[at])) !== node.negate && rest(at)
          case 'lookahead':
            return any(node.alternatives, at, () => true) !== node.negate && rest(at)
          case 'lookbehind':
            if (node.alternatives.some(({ elements }) => elements.length !== 1 || elements[0]!.type === 'Quantifier'))
              throw new Error(`a lookbehind of one character, please: ${node.raw}`)
            return node.alternatives.some((each) => oneOf(each, text[at - 1])) !== node.negate && rest(at)
        }
        break
      default:
        throw new Error(`no ${node.type}: ${node.raw}`)
    }
  }
  return { any, steps: () => steps }
}

const parsed = ({ source, flags }: Pick<Expression, 'source' | 'flags'>): AST.Pattern =>
  new RegExpParser({ ecmaVersion: 2024 }).parsePattern(source, 0, source.length, {
    unicode: flags.includes('u'),
    unicodeSets: flags.includes('v'),
  })

/** How many nodes an expression has. */
const sizeOf = (pattern: AST.Pattern): number => {
  let size = 0
  const count = (): void => void size++
  visitRegExpAST(pattern, {
    onCharacterEnter: count,
    onCharacterSetEnter: count,
    onQuantifierEnter: count,
    onAssertionEnter: count,
    onGroupEnter: count,
    onCapturingGroupEnter: count,
  })
  return size
}

/** The steps of `exec` on a text, from every place where a match may begin; with the flag g of all matches. `undefined`, if they are more than `most`. */
const stepsOf = (pattern: AST.Pattern, flags: string, text: readonly string[], most: number): number | undefined => {
  const { any, steps } = matcher(text, flags, most)
  const isAnchored =
    flags.includes('y') ||
    (!flags.includes('m') &&
      pattern.alternatives.every(({ elements: [first] }) => first?.type === 'Assertion' && first.kind === 'start'))
  try {
    for (let at = 0; at <= text.length;) {
      let end: number | undefined
      const found = any(pattern.alternatives, at, (last) => ((end = last), true))
      if (isAnchored || (found && !flags.includes('g'))) break
      at = found && end! > at ? end! : at + 1
    }
    return steps()
  } catch (error) {
    if (error instanceof Exhausted) return undefined
    throw error
  }
}

// ---------------------------------------------------------------------------------------------------------------------------------------
// attacks
// ---------------------------------------------------------------------------------------------------------------------------------------

/** Characters that an expression tells apart: its own, the ends of its ranges, members of its classes, and some that it has nothing to do with. */
const alphabetOf = (pattern: AST.Pattern): readonly string[] => {
  const found = new Set(['!', '\n', 'x'])
  visitRegExpAST(pattern, {
    onCharacterEnter: ({ value }) => void found.add(String.fromCodePoint(value)),
    onCharacterSetEnter: ({ kind }) => {
      for (const each of kind === 'digit' ? '07' : kind === 'space' ? ' \t' : kind === 'word' ? 'aZ_1' : 'ab1é ')
        found.add(each)
    },
  })
  return [...found]
}

/** Steps a node and a character: what a linear expression needs at most, and no quadratic one on a text that is so long. */
const ALLOWED = 12

/** What stands before what is repeated, that, and what stands behind it. */
type Attack = readonly [before: readonly string[], pump: readonly string[], after: readonly string[]]

/** A text on which an expression takes more than linearly many steps, if one is found: some characters again and again, between two beginnings and ends. */
export const attack = (expression: Pick<Expression, 'source' | 'flags'>, numRuns: number): string | undefined => {
  const pattern = parsed(expression)
  const size = sizeOf(pattern)
  const alphabet = alphabetOf(pattern)
  const text = (most: number, least = 0) =>
    fc.array(fc.constantFrom(...alphabet), { minLength: least, maxLength: most })
  const times = 4 * ALLOWED * Math.max(4, size)
  const isLinear = ([before, pump, after]: Attack): boolean => {
    const whole = [...before, ...Array.from({ length: Math.ceil(times / pump.length) }, () => pump).flat(), ...after]
    return stepsOf(pattern, expression.flags, whole, ALLOWED * size * (whole.length + 1)) !== undefined
  }
  // One character again and again is the usual attack: these are tried without luck.
  const usual = alphabet.flatMap((pump): readonly Attack[] => [
    [[], [pump], []],
    [[], [pump], ['!']],
    [[alphabet[3] ?? ''], [pump], ['\u0001']],
  ])
  const result = fc.check(
    fc.property(text(3), text(3, 1), text(3), (...texts) => isLinear(texts)),
    {
      numRuns: numRuns + usual.length,
      examples: usual.map(([before, pump, after]) => [[...before], [...pump], [...after]]),
    },
  )
  const [before, pump, after] = result.counterexample ?? []
  return result.failed ? JSON.stringify([before!.join(''), pump!.join(''), after!.join('')]) : undefined
}
