/**
 * What laws of records, of keys and of composed models refuse: functions that are wrong in the ways these are wrong.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { describe } from 'vitest'
import { collapsing, composing, composition, dense } from '../../../laws/composition.js'
import { params, seed, type LawSet } from '../../../laws/index.js'
import { paramsBy } from '../../../laws/params.js'
import { seedBy } from '../../../laws/seed.js'
import * as A from '../../../src/Activation.js'
import * as L from '../../../src/Layer.js'
import * as M from '../../../src/Model.js'
import * as P from '../../../src/Params.js'
import * as Seed from '../../../src/Seed.js'
import * as T from '../../../src/Tensor.js'
import * as Tree from '../../../src/tensor/Params.js'
import { isTensor } from '../../../src/tensor/Value.js'
import { everyLawRefuses, refusedByName, wrong, type Wrong } from './support.js'

// Mistakes are made without the help of types.
const { add, mul, div } = T as any

const right: any = {
  map: Tree.mapParams,
  zip: Tree.zipParams,
  fold: P.fold,
  paths: P.paths,
  flatten: P.flatten,
  unflatten: P.unflatten,
}
const records = (f: any): LawSet => paramsBy({ ...right, ...f })

/** The tensors of a record in the order in which it was written, with their paths. */
const written = (p: any, path = ''): readonly (readonly [string, any])[] =>
  isTensor(p)
    ? [[path, p]]
    : Object.entries(p as object).flatMap(([key, q]) => written(q, path === '' ? key : `${path}.${key}`))

const wrongRecords: Readonly<Record<string, Wrong>> = {
  'a map that keeps single precision': wrong(
    records({
      map: (f: any, p: any) =>
        right.map((x: any, path: string) => {
          const y = f(x, path)
          return (T.reshape as any)(T.shape(y))(T.tensor(Array.from(T.toFlat(y), Math.fround)))
        }, p),
    }),
    'identity',
  ),
  'a map that maps twice': wrong(records({ map: (f: any, p: any) => right.map(f, right.map(f, p)) }), 'composition'),
  'a zip that exchanges its records': wrong(
    records({ zip: (f: any, p: any, q: any) => right.zip((a: any, b: any) => f(b, a), p, q) }),
    'zip',
  ),
  'a vector in the order in which a record was written': wrong(
    records({ flatten: (p: any) => right.flatten(written(p).map(([, x]) => x)) }),
    'flatten',
    'key order',
  ),
  'a fold in the order in which a record was written': wrong(
    records({ fold: (a: any, f: any) => (p: any) => written(p).reduce((so, [path, x]) => f(so, x, path), a) }),
    'fold',
  ),
  'a fold that meets a tensor twice': wrong(
    records({ fold: (a: any, f: any) => (p: any) => right.fold(right.fold(a, f)(p), f)(p) }),
    'fold',
  ),
  'paths in the order in which a record was written': wrong(
    records({ paths: (p: any) => written(p).map(([path]) => path) }),
    'key order',
    'fold',
  ),
  'a zip that goes by the keys of the first record alone': wrong(
    records({
      zip: (f: any, p: any, q: any) => {
        const others = new Map(written(q))
        return right.map((x: any, path: string) => f(x, others.get(path), path), p)
      },
    }),
    'other keys',
  ),
  'a zip that does not look at shapes': wrong(
    records({ zip: (f: any, p: any, q: any) => Tree.zipTree('zip', f, p, q) }),
    'other shapes',
  ),
}

const generator = (g: any): LawSet => seedBy({ ...Seed, ...g })

const wrongSeeds: Readonly<Record<string, Wrong>> = {
  'a generator with a state of its own': wrong(
    (() => {
      let draws = 0
      return generator({
        uniform:
          (...args: readonly any[]) =>
          (key: Seed.Seed) =>
            (Seed.uniform as any)(...args)(Seed.child(++draws)(key)),
      })
    })(),
    'same stream',
  ),
  'a seed that is cut to an integer': wrong(
    generator({ fromNumber: (n: number) => Seed.fromNumber(Math.trunc(n)) }),
    'other stream',
  ),
  'keys that are counted up': wrong(
    generator({
      split: (n: number) => (key: Seed.Seed) => Array.from({ length: n }, (_, i) => ({ ...key, low: key.low + i + 1 })),
    }),
    'distinct keys',
    'children',
  ),
  'keys that depend on how many there are': wrong(
    generator({ split: (n: number) => (key: Seed.Seed) => Seed.split(n)(Seed.child(n)(key)) }),
    'children',
  ),
  'a permutation with replacement': wrong(
    generator({
      permutation: (n: number) => (key: Seed.Seed) =>
        Array.from(T.toFlat(Seed.uniform([n])(key)), (u) => Math.floor(u * n)),
    }),
    'permutation',
  ),
  // As it was here once: see test/random/Seed.test.ts.
  'low + (high − low)·u, which is rounded up to high': wrong(
    generator({
      uniform:
        (sizes: any, low = 0, high = 1) =>
        (key: Seed.Seed) =>
          pipe(Seed.uniform(sizes)(key), mul(high - low), add(low)),
    }),
    'uniform in range',
  ),
  'a normal draw from uniform ones of 8 bits, 0 among them': wrong(
    generator({
      normal: (sizes: any) => (key: Seed.Seed) =>
        pipe(Seed.uniform(sizes)(key), mul(256), T.floor as any, div(256), T.log as any, mul(-2), T.sqrt as any),
    }),
    'normal finite',
  ),
}

const category = (f: any): LawSet => composing({ ...M, ...f })
const leaking = (m: any, f: (y: any, x: any) => any): any => ({
  ...m,
  apply: (params: any) => (x: any, mode: any) => f(m.apply(params)(x, mode), x),
})

const wrongCompositions: Readonly<Record<string, Wrong>> = {
  'a composition through which something leaks': wrong(
    category({
      andThen: (second: any) => (first: any) => ({
        ...(M.andThen as any)(second)(first),
        apply: (params: any) => (x: any) => {
          const between = first.apply(params)(x)
          return pipe(second.apply(params)(between), add(T.mean(between)))
        },
      }),
    }),
    'associative',
  ),
  'an identity that rectifies': wrong(
    category({ identity: () => leaking(M.identity(), (y) => A.relu(y)) }),
    'identity',
  ),
  'a map that comes before': wrong(
    category({
      map: (f: any) => (m: any) => ({ ...m, apply: (params: any) => (x: any) => m.apply(params)(f(x)) }),
    }),
    'map',
  ),
  'a sequence of layers that begin alike': wrong(
    category({
      sequential: (...all: readonly any[]) => ({
        ...(M.sequential as any)(...all),
        init: (key: Seed.Seed) => Object.assign({}, ...all.map((m) => m.init(key))),
      }),
    }),
    'sequential',
  ),
  'a name that changes the key': wrong(
    category({
      named: (name: string, m: any) => ({
        ...(M.named as any)(name, m),
        init: (key: Seed.Seed) => ({ [name]: m.init(Seed.child(0)(key)) }),
      }),
    }),
    'named',
  ),
  'a name that is not looked up: the last of the record': wrong(
    category({
      named: (name: string, m: any) => ({
        ...(M.named as any)(name, m),
        apply: (params: any) => m.apply(Object.values(params).at(-1)),
      }),
    }),
    'other names',
  ),
  'a dense layer that squashes': wrong(
    collapsing((i, o) => leaking(L.dense(i, o), (y) => A.tanh(y))),
    'linear networks collapse',
  ),
}

const mutants = { ...wrongRecords, ...wrongSeeds, ...wrongCompositions }

describe('the mutants of wrong functions of records, keys and models', () => {
  refusedByName(mutants)
  everyLawRefuses(mutants, [params(), seed, composition, dense])
})
