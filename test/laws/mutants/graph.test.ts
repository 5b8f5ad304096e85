/**
 * Laws are tested by what they refuse: passes, staging, scans and engines that are wrong in the ways these are wrong, each of which a named law must catch.
 */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it } from 'vitest'
import {
  arbitrary,
  checkAsync,
  engine,
  fuse,
  scans,
  simplify,
  stage,
  staged,
  type AnyLawSet,
  type Pass,
  type Staging,
} from '../../../laws/index.js'
import { loop } from '../../../laws/random/graphs/loops.js'
import { referenceEngine, type Engine } from '../../../src/Engine.js'
import { rebuilt, type Builder, type Rule } from '../../../src/graph/Build.js'
import { evaluate } from '../../../src/graph/Evaluate.js'
import * as Graph from '../../../src/Graph.js'
import * as Pointwise from '../../../src/primitive/Pointwise.js'
import { first, rule } from '../../../src/graph/Rule.js'
import { exact, numberAt, uniform } from '../../../src/graph/Simplify.js'
import { mapTree, entries } from '../../../src/tensor/Params.js'
import { dense, ground, levelOf, plain, shape, type AnyTensor } from '../../../src/tensor/Value.js'
import * as T from '../../../src/Tensor.js'

// Mistakes are made without the help of types.
interface Wrong {
  readonly set: AnyLawSet
  readonly laws: readonly string[]
}
const wrong = (set: AnyLawSet, ...laws: readonly string[]): Wrong => ({ set, laws })

/** Whether a law refuses: it looks at 100 cases, and up to a hundred times as many before it gives up, since a mistake may show in few (see `support.ts`). */
const refuses = async ({ set }: Wrong, only: string): Promise<boolean> => {
  for (let i = 0; i < 100; i++)
    if (E.isLeft(await checkAsync(set, { only, numRuns: 100, endOnFailure: true })())) return true
  return false
}

const everywhere = (f: (x: any, path: string) => any, tree: any): any => mapTree('mutants', f, tree)
const numbers = (f: (v: number) => number, tree: any): any => everywhere((x) => plain(shape(x), dense(x).map(f)), tree)

// ---------------------------------------------------------------------------------------------------------------------------------------
// passes
// ---------------------------------------------------------------------------------------------------------------------------------------

const is = (b: Builder, place: number, value: number): boolean => Object.is(numberAt(b, place), value)
/** `simplify`, with a rule that is asked first. */
const also =
  (rule: Rule): Pass =>
  (graph) =>
    rebuilt(first(rule, exact), graph)

const wrongSimplifiers: Readonly<Record<string, Wrong>> = {
  'x + 0 is x, for −0 too': wrong(
    simplify(also(rule(Pointwise.add, (b, [x, y]) => (is(b, y, 0) ? x : is(b, x, 0) ? y : undefined)))),
    'same bits',
  ),
  'x · 0 is 0, for ∞ and NaN too': wrong(
    simplify(also(rule(Pointwise.mul, (b, [x, y]) => (is(b, y, 0) ? y : is(b, x, 0) ? x : undefined)))),
    'same bits',
  ),
  'x − x is 0': wrong(
    simplify(also(rule(Pointwise.sub, (b, [x, y]) => (x === y ? uniform(b, x, 0) : undefined)))),
    'same bits',
  ),
  'x / x is 1': wrong(
    simplify(also(rule(Pointwise.div, (b, [x, y]) => (x === y ? uniform(b, x, 1) : undefined)))),
    'same bits',
  ),
  'a division by any number is a product': wrong(
    simplify(
      also(
        rule(Pointwise.div, (b, [x, y]) => {
          const by = numberAt(b, y)
          return by === undefined || by === 0 ? undefined : b.apply(Pointwise.mul, undefined, x, uniform(b, y, 1 / by))
        }),
      ),
    ),
    'same bits',
  ),
  '−(x − y) is y − x': wrong(
    simplify(
      also(
        rule(Pointwise.neg, (b, [x]) => {
          const node = b.at(x)
          return node._tag === 'Applied' && node.primitive.name === 'sub'
            ? b.apply(Pointwise.sub, undefined, node.args[1], node.args[0])
            : undefined
        }),
      ),
    ),
    'same bits',
  ),
  'a product by an annihilating one': wrong(
    simplify(also(rule(Pointwise.annihilatingMul, (b, [x, y]) => b.apply(Pointwise.mul, undefined, x, y)))),
    'same bits',
  ),
  'a walk that ends elsewhere each time': wrong(
    simplify(
      (graph) =>
        ({
          ...graph,
          nodes: graph.nodes.map((node) =>
            node._tag === 'Applied' && node.args.length === 2 && node.primitive.name === 'add'
              ? { ...node, args: [node.args[1], node.args[0]] }
              : node,
          ),
        }) as Graph.Graph,
    ),
    'idempotent',
  ),
  'a square written out': wrong(
    simplify(
      also(
        rule(Pointwise.square, (b, [x]) =>
          b.apply(
            Pointwise.mul,
            undefined,
            b.apply(Pointwise.mul, undefined, x, uniform(b, x, 2)),
            b.apply(Pointwise.mul, undefined, x, uniform(b, x, 0.5)),
          ),
        ),
      ),
    ),
    'no larger',
  ),
  'a result that is lost': wrong(
    simplify((graph) => ({ ...graph, outputs: graph.outputs.slice(0, 1) })),
    'same bits',
    'no larger',
  ),
}

/** `fuse`, whose matrix products are changed. */
const products =
  (change: (node: any) => any): Pass =>
  (graph) => {
    const after = Graph.fuse(graph)
    return {
      ...after,
      nodes: after.nodes.map((node) =>
        node._tag === 'Applied' && node.primitive.name === 'gemm' ? change(node) : node,
      ),
    }
  }
const gemmWith = (change: (attributes: any) => any): Pass =>
  products((node) => ({ ...node, attributes: { ...node.attributes, ...change(node.attributes) } }))

const wrongFusions: Readonly<Record<string, Wrong>> = {
  'α is lost': wrong(fuse(gemmWith(() => ({ alpha: 1 }))), 'random graphs', 'training'),
  'β is lost': wrong(fuse(gemmWith(() => ({ beta: 1 }))), 'random graphs'),
  'α is rounded to float32': wrong(fuse(gemmWith(({ alpha }) => ({ alpha: Math.fround(alpha) }))), 'training'),
  'a transposed factor is not': wrong(fuse(gemmWith(() => ({ transB: false }))), 'random graphs', 'training'),
  'a sum that is turned round each time': wrong(
    fuse((graph) => {
      const after = Graph.fuse(graph)
      return {
        ...after,
        nodes: after.nodes.map((node) =>
          node._tag === 'Applied' && node.primitive.name === 'mul'
            ? { ...node, args: [node.args[1], node.args[0]] }
            : node,
        ),
      }
    }),
    'idempotent',
  ),
  'a difference written as a sum': wrong(
    fuse((graph) =>
      rebuilt(
        rule(Pointwise.sub, (b, [x, y]) => b.apply(Pointwise.add, undefined, x, b.apply(Pointwise.neg, undefined, y))),
        graph,
      ),
    ),
    'no larger',
    'no larger in training',
  ),
  'a bias is dropped': wrong(
    fuse(products((node) => ({ ...node, args: node.args.slice(0, 2) }))),
    'random graphs',
    'training',
  ),
  'an approximate sigmoid': wrong(
    fuse((graph) =>
      rebuilt(
        rule(Pointwise.sigmoid, (b, [x]) =>
          b.apply(
            Pointwise.add,
            undefined,
            b.apply(
              Pointwise.mul,
              undefined,
              b.apply(Pointwise.tanh, undefined, b.apply(Pointwise.mul, undefined, x, uniform(b, x, 0.5))),
              uniform(b, x, 0.5),
            ),
            uniform(b, x, 0.5 + 1e-12),
          ),
        ),
        graph,
      ),
    ),
    'training',
  ),
}

// ---------------------------------------------------------------------------------------------------------------------------------------
// staging and scans
// ---------------------------------------------------------------------------------------------------------------------------------------

const ours: Staging = { stage: Graph.stage as any, run: Graph.run }

const cached: Staging = {
  stage: (f) => {
    let known: any
    return (like) => {
      const made: any = ours.stage(f)(like)
      return { ...made, once: (x: any) => (known ??= ours.run(made)(x)) }
    }
  },
  run: (made: any) => (x: any) => made.once?.(x) ?? ours.run(made)(x),
}

let calls = 0
const vectors = { at: arbitrary.tensor([3]) }

const wrongStagings: Readonly<Record<string, Wrong>> = {
  'results kept for whatever comes next': wrong(staged(cached), 'runs anywhere', 'training'),
  'numbers frozen into the graph': wrong(
    staged({ ...ours, stage: (f) => (like) => ours.stage(() => f(like))(like) }),
    'runs anywhere',
    'independent of numbers',
    'training',
  ),
  'another graph for numbers above 0': wrong(
    staged({
      ...ours,
      stage: (f) => (like) =>
        ours.stage((x) => {
          const y = f(x)
          return entries(like).some(([, v]) => dense(v).some((n) => n > 0)) ? everywhere((v) => T.neg(T.neg(v)), y) : y
        })(like),
    }),
    'independent of numbers',
  ),
  'a function with a count outside of its arguments': wrong(
    stage((x: T.Tensor<[3]>) => pipe(x, T.mul((calls += 1))), vectors),
    'runs anywhere',
  ),
  'a graph that grows each time it is staged': wrong(
    staged({ ...ours, stage: (f) => ours.stage((x) => everywhere((v) => T.neg(T.neg(v)), f(x))) }),
    'again',
  ),
  'a run that passes no derivative': wrong(
    staged({ ...ours, run: (made) => (x) => ours.run(made)(stopped(x)) }),
    'forward',
    'reverse',
  ),
  'a run that forgets a sign where there are many examples': wrong(
    staged({ ...ours, run: (made) => (x) => (isRead(x) ? everywhere(T.abs, ours.run(made)(x)) : ours.run(made)(x)) }),
    'batch',
  ),
  'derivatives whose products do not annihilate': wrong(
    staged({
      ...ours,
      stage: (f) => (like) => {
        const made = ours.stage(f)(like)
        const plainly: Rule = rule(Pointwise.annihilatingMul, (b, [x, y]) => b.apply(Pointwise.mul, undefined, x, y))
        return { ...made, graph: rebuilt(plainly, made.graph) }
      },
    }),
    'staged derivatives',
  ),
  'a staging that overlooks what cannot be staged': wrong(
    staged({
      ...ours,
      stage: (f) => (like) =>
        pipe(
          E.tryCatch(() => ours.stage(f)(like), String),
          E.getOrElse(() => ours.stage((x) => x)(like)),
        ),
    }),
    'no open captures',
    'shows nothing',
  ),
  'a run that takes its arguments in the order of keys': wrong(
    stage(({ a, b }: { readonly a: T.Scalar; readonly b: T.Scalar }) => pipe(a, T.sub(b)), {
      at: fc.record({ a: arbitrary.tensor([]), b: arbitrary.tensor([]) }),
      staging: {
        ...ours,
        run: (made) => (x: any) =>
          ours.run(made)(
            Object.fromEntries(
              Object.keys(x)
                .sort()
                .map((k, i) => [k, Object.values(x)[i]]),
            ),
          ),
      },
    }),
    'order of keys',
  ),
}

const walking = (elementAt: (xs: any, i: number) => any, ...rest: readonly any[]): any => {
  const [carry = (next: any) => next, stack = (ys: any) => ys] = rest
  return (step: any) => (state: any, xs: any) => {
    const seen: { last?: any } = {}
    return stack(
      loop((s, x) => {
        const i = (seen.last = (seen.last ?? -1) + 1)
        const [next, y] = step(s, elementAt(xs, i) ?? x)
        return [carry(next, s), y]
      })(state, xs),
    )
  }
}
const scanning = (scan: any): AnyLawSet => scans({ scan })
const at = (xs: any, i: number): any =>
  everywhere((x) => pipe(x, (T.slice as any)(0, i, i + 1), (T.reshape as any)(shape(x).slice(1))), xs)
const length = (xs: any): number => shape(entries(xs)[0][1])[0]

const isRead = (tree: any): boolean => entries(tree).some(([, x]) => levelOf(x) > ground)
const stopped = (tree: any): any => everywhere((x) => T.stopGradient(x), tree)

const wrongScans: Readonly<Record<string, Wrong>> = {
  'a state that passes no derivative': wrong(
    scanning(
      walking(
        () => undefined,
        (next: any) => stopped(next),
      ),
    ),
    'forward',
    'reverse',
  ),
  'examples that are walked over from the last to the first': wrong(
    scanning(walking((xs, i) => (isRead(xs) ? at(xs, length(xs) - 1 - i) : undefined))),
    'batch',
  ),
  'a scan that is simplified wrongly': wrong(
    scans({ simplify: also(rule(Pointwise.add, (b, [x, y]) => (x === y ? x : undefined))) }),
    'simplified',
  ),
  'a fold that leaves out the last x': wrong(
    scans({
      fold: ((step: any) => (state: any, xs: any) =>
        length(xs) === 1
          ? state
          : (Graph.fold as any)(step)(
              state,
              everywhere((x) => pipe(x, (T.slice as any)(0, 0, length(xs) - 1)), xs),
            )) as any,
    }),
    'fold',
  ),
  'the first x again and again': wrong(scanning(walking((xs) => at(xs, 0))), 'loop', 'staged', 'nested'),
  'from the last x to the first': wrong(
    scanning(walking((xs, i) => at(xs, length(xs) - 1 - i))),
    'loop',
    'staged',
    'concatenation',
  ),
  'a state that is not carried': wrong(
    scanning(
      walking(
        () => undefined,
        (_: any, before: any) => before,
      ),
    ),
    'loop',
    'training',
    'staged',
  ),
  'the ys of the last step': wrong(
    scanning(
      walking(
        () => undefined,
        (next: any) => next,
        ([state, ys]: any) => [
          state,
          everywhere((y) => T.stack(0)(Array.from({ length: length(ys) }, () => at(y, length(ys) - 1)) as any), ys),
        ],
      ),
    ),
    'loop',
  ),
  'a loop that is written out': wrong(scans({ scan: loop }), 'one node', 'no derivative through'),
}

// ---------------------------------------------------------------------------------------------------------------------------------------
// engines
// ---------------------------------------------------------------------------------------------------------------------------------------

type Run = (x: any) => TE.TaskEither<any, any>

/** The reference engine with another way to run a program. */
const running = (
  change: (run: Run, like: any) => Run,
  precision: Engine['precision'] = 'float64',
  others: object = {},
): AnyLawSet =>
  engine({
    ...referenceEngine,
    name: 'a wrong engine',
    precision,
    compile: ((f: any) => (like: any) =>
      pipe(
        referenceEngine.compile(f)(like),
        TE.map((program: any) => ({ ...program, run: change(program.run, like), ...others })),
      )) as any,
  })

const results = (change: (y: any) => any, precision?: Engine['precision']): AnyLawSet =>
  running((run) => (x) => pipe(run(x), TE.map(change)), precision)

/** The tensors of an argument in the shapes that were compiled for, whatever shapes they have. */
const stretched = (like: any, x: any): any => {
  if (x === null || typeof x !== 'object') return x
  const given = new Map(entries(x).map(([path, v]) => [path, v]))
  return everywhere((wanted, path) => {
    const v = given.get(path)
    if (v === undefined) return wanted
    const flat = dense(v)
    return plain(
      shape(wanted),
      dense(wanted).map((_, i) => flat[i % flat.length]),
    )
  }, like)
}

const shareLast = (() => {
  const last: { run?: Run } = {}
  return running((run) => {
    last.run = run
    return (x) => (last.run as Run)(x)
  })
})()

/** An engine that evaluates graphs in some way of its own. */
const evaluating = (by: (graph: Graph.Graph) => (inputs: readonly AnyTensor[]) => readonly AnyTensor[]): AnyLawSet =>
  engine({
    ...referenceEngine,
    compile: ((f: any) => (like: any) => async () => {
      const made: any = (Graph.stage as any)(f)(like)
      const run = by(made.graph)
      return E.right({
        graph: made.graph,
        run: (x: any) => async () => E.right(made.result(run(entries(x).map(([, v]) => v)))),
        release: () => Promise.resolve(),
      })
    }) as any,
  })

/** NaN as the smallest of all numbers. */
const passingOver: Rule = (b, { primitive, attributes, args: [x] }) => {
  if (primitive.name !== 'maxAlong' && primitive.name !== 'argmax') return undefined
  const isNumber = b.make(Pointwise.equal, undefined, x, x)
  return b.make(primitive, attributes, b.make(Pointwise.where, undefined, isNumber, x, uniform(b, x, -Infinity)))
}

const wrongEngines: Readonly<Record<string, Wrong>> = {
  'what was fed first is fed again': wrong(
    running((run) => {
      const seen: { x?: any } = {}
      return (x) => run((seen.x ??= x))
    }),
    'fresh',
    'other arguments',
  ),
  'a result that the next run overwrites': wrong(
    running((run) => {
      const buffer: { y?: any } = {}
      return (x) =>
        pipe(
          run(x),
          TE.map((y) => {
            if (buffer.y === undefined) buffer.y = { ...y }
            else Object.assign(buffer.y, y)
            return buffer.y
          }),
        )
    }),
    'fed',
  ),
  'an argument that is written to': wrong(
    running(
      (run) => (x) =>
        pipe(
          run(x),
          TE.map((y) => {
            if (y?.params !== undefined && x?.params !== undefined) x.params = y.params
            return y
          }),
        ),
    ),
    'fed',
    'again',
  ),
  'float64 that is rounded to float32': wrong(
    results((y) => numbers(Math.fround, y)),
    'random graphs',
    'training',
    'many steps',
  ),
  'float32 that has the digits of bfloat16': wrong(
    results((y) => numbers((v) => (Number.isInteger(v) ? v : Number(v.toPrecision(3))), y), 'float32'),
    'random graphs',
    'training',
  ),
  'a wrong size that is broadcast': wrong(
    running((run, like) => (x) => run(stretched(like, x))),
    'other arguments',
  ),
  'an index that is pulled within bounds': wrong(
    running(
      (run) => (x) =>
        run(
          x?.rows === undefined
            ? x
            : { ...x, rows: numbers((v) => Math.min(Math.max(0, Math.trunc(v) || 0), shape(x.table)[0] - 1), x.rows) },
        ),
    ),
    'stray indices',
    'two programs',
  ),
  'a program that is dead after a refusal': wrong(
    running((run) => {
      const state = { dead: false }
      return (x) => async () => {
        const y = state.dead ? E.left({ _tag: 'Failed', engine: 'it', reason: 'dead' }) : await run(x)()
        state.dead ||= E.isLeft(y)
        return y as any
      }
    }),
    'other arguments',
    'stray indices',
  ),
  'a released program that runs': wrong(
    running((run) => run, 'float64', { release: () => Promise.resolve() }),
    'released',
  ),
  'a function that looks at numbers, let through': wrong(
    engine({
      ...referenceEngine,
      compile: ((f: any) => (like: any) =>
        pipe(
          referenceEngine.compile(f)(like),
          TE.orElse(() => referenceEngine.compile((x: any) => x)(like)),
        )) as any,
    }),
    'not staged',
  ),
  'an exponential of four digits': wrong(
    results((y) => numbers((v) => Number(v.toPrecision(4)), y)),
    'exp',
    'random graphs',
  ),
  'two programs that are one': wrong(shareLast, 'two programs'),
  'products of derivatives that are plain': wrong(
    evaluating((graph) => (x) => evaluate(Graph.fuse(graph), x)),
    'infinite slopes',
    'infinite slopes, compared',
    'infinite slopes, in a loop',
    'certain probabilities',
  ),
  'plain products, and a look for NaN in results, where a comparison hides it': wrong(
    evaluating((graph) => (x) => {
      const found = evaluate(Graph.fuse(graph), x)
      return found.some((y) => dense(y).some(Number.isNaN)) ? evaluate(graph, x) : found
    }),
    'infinite slopes, compared',
  ),
  'maxima that pass over NaN': wrong(
    evaluating((graph) => (x) => evaluate(rebuilt(passingOver, graph), x)),
    'infinite values',
  ),
  'threads that add up in any order': wrong(
    results((y) => numbers((v) => v * (1 + (Math.random() > 0.5 ? 2 ** -52 : 0)), y)),
    'again',
    'chunks of training',
  ),
  'a chunk that is rounded at its end': wrong(
    results((y) =>
      Array.isArray(y) && y.length === 2 ? [numbers((v) => Math.round(v * 2 ** 40) / 2 ** 40, y[0]), y[1]] : y,
    ),
    'chunks',
    'chunks of training',
  ),
}

const mutantsBySet = {
  simplifier: wrongSimplifiers,
  fusion: wrongFusions,
  staging: wrongStagings,
  scan: wrongScans,
  engine: wrongEngines,
}

describe.each(Object.entries(mutantsBySet))('a wrong %s', (_, mutants) => {
  it.each(Object.entries(mutants))('%s is refused by name', async (__, each) => {
    for (const law of each.laws) expect(await refuses(each, law), law).toBe(true)
  })
})

it('every law refuses something', () => {
  const sets = [staged(), scans(), simplify(), fuse(), engine(referenceEngine)]
  const named = Object.values<Readonly<Record<string, Wrong>>>(mutantsBySet).map((mutants) =>
    Object.values(mutants).flatMap(({ laws }) => laws),
  )
  const expected = [
    mutantsBySet.staging,
    mutantsBySet.scan,
    mutantsBySet.simplifier,
    mutantsBySet.fusion,
    mutantsBySet.engine,
  ]
  sets.forEach((set, i) => {
    const refusing = new Set(named[Object.values(mutantsBySet).indexOf(expected[i])])
    expect(set.laws.map(({ name }) => name).filter((name) => !refusing.has(name))).toEqual([])
  })
})
