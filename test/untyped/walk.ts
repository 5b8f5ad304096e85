/**
 * A walk over all that the package exports: each function is called with values that its types rule out, as JavaScript can, and so are the functions and records of functions that it
 * returns. What happens is counted: a sentence is an answer, an error of the machine ("Cannot read properties of undefined") is none.
 */
import { readFileSync } from 'node:fs'
import * as T from 'nabla-ts/Tensor'
import * as Layer from 'nabla-ts/Layer'
import * as Optimizer from 'nabla-ts/Optimizer'
import * as Seed from 'nabla-ts/Seed'

/** What is thrown by the callbacks of the pool; it may come out again. */
const mine = new Error('thrown by a callback')

/** The values that are passed, each with its name. */
const pool: readonly (readonly [name: string, make: () => unknown])[] = [
  ['undefined', () => undefined],
  ['null', () => null],
  ['true', () => true],
  ['-1', () => -1],
  ['0', () => 0],
  ['2', () => 2],
  ['2.5', () => 2.5],
  ['NaN', () => NaN],
  ['Infinity', () => Infinity],
  ['2 ** 53', () => 2 ** 53],
  ["''", () => ''],
  ["'12'", () => '12'],
  ["'a\\0b'", () => 'a\0b'],
  ['3n', () => 3n],
  ["Symbol('s')", () => Symbol('s')],
  ['new Number(2)', () => Object(2)],
  ['() => undefined', () => () => undefined],
  ['(x) => x', () => (x: unknown) => x],
  [
    '() => { throw … }',
    () => () => {
      throw mine
    },
  ],
  ['async () => undefined', () => () => Promise.resolve(undefined)],
  ['[]', () => []],
  ['[1, 2]', () => [1, 2]],
  ['[1, , 2]', () => holes(1, 2)],
  ['new Array(3)', () => new Array(3)],
  ["['a', null]", () => ['a', null]],
  ['[[1, 2], [3]]', () => [[1, 2], [3]]],
  ['{}', () => ({})],
  ['Object.create(null)', () => Object.create(null) as unknown],
  ['{ a: 1 }', () => ({ a: 1 })],
  ['{ length: 2 }', () => ({ length: 2 })],
  ["{ _tag: 'x' }", () => ({ _tag: 'x' })],
  ['{ reading: { level: 1 } }', () => ({ reading: { level: 1 } })],
  ['a cyclic record', cyclic],
  ['new Map()', () => new Map([['a', 1]])],
  ['new Date(0)', () => new Date(0)],
  ['/x/', () => /x/],
  ['new Proxy({}, {})', () => new Proxy({}, {})],
  ['a proxy of a tensor', () => new Proxy(T.tensor([1, 2]), {})],
  ['new Uint8Array(3)', () => new Uint8Array(3)],
  ['new BigInt64Array(2)', () => new BigInt64Array(2)],
  ['new DataView(…)', () => new DataView(new ArrayBuffer(8))],
  ['T.scalar(2)', () => T.scalar(2)],
  ['T.tensor([1, 2])', () => T.tensor([1, 2])],
  ['T.zeros([0, 3])', () => T.zeros([0, 3])],
  ['T.zeros([2, 3, 4])', () => T.zeros([2, 3, 4])],
  ['{ w: T.scalar(1) }', () => ({ w: T.scalar(1) })],
  ['a seed', () => Seed.fromNumber(1)],
  ['a model', () => Layer.dense(2, 3)],
  ['an optimizer', () => Optimizer.sgd({ learningRate: 0.1 })],
]

function holes(...ends: readonly number[]): unknown {
  const array = new Array<unknown>(3)
  array[0] = ends[0]
  array[2] = ends[1]
  return array
}

function cyclic(): unknown {
  const record: Record<string, unknown> = { w: T.scalar(1) }
  record['self'] = record
  return record
}

/** Functions that are no part of the walk, with the reason. */
const skipped: Readonly<Record<string, string>> = {}

/** What came of a call. */
export type Outcome = 'value' | 'sentence' | 'left' | 'callback' | 'raw'

/** A call that ended in an error of the machine. */
export interface RawError {
  readonly module: string
  readonly call: string
  readonly message: string
}

/** The counts of a walk, and its raw errors. */
export interface Report {
  readonly counts: ReadonlyMap<string, Readonly<Record<Outcome, number>>>
  readonly raw: readonly RawError[]
}

const machine =
  /Cannot (read|set|convert|destructure|mix|use|access|assign|create|add|define|perform)|is not (a function|iterable|defined|an? (object|constructor))|Invalid (array|typed array|left|time|string|count)|call stack|Reduce of empty|undefined is not|null is not|must be of type|ERR_|is not extensible|object null|incompatible receiver/

const textOf = (e: unknown): string => {
  try {
    return e instanceof Error ? e.message : (JSON.stringify(e) ?? String(e))
  } catch {
    return 'no text'
  }
}

/** A random number generator with a seed (mulberry32), so that a report can be repeated. */
export const generator = (seed: number): ((below: number) => number) => {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** All namespaces of the package by name. */
export const namespaces = async (): Promise<readonly (readonly [string, Readonly<Record<string, unknown>>])[]> => {
  const root = new URL('../../', import.meta.url)
  const { exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly 'nabla-source': string }>>
  }
  const sources = Object.entries(exports).flatMap(([name, to]) =>
    typeof to === 'string' || name === './laws/vitest' || name === '.'
      ? []
      : [[name.slice(2), to['nabla-source']] as const],
  )
  return Promise.all(
    sources.map(
      async ([name, path]) =>
        [
          name,
          (await import(/* @vite-ignore */ new URL(path, root).href)) as Readonly<Record<string, unknown>>,
        ] as const,
    ),
  )
}

type Callable = (...args: readonly unknown[]) => unknown

const isObject = (x: unknown): x is object => typeof x === 'object' && x !== null

/** The functions of a value, itself or those of a record. */
const functionsOf = (name: string, x: unknown, depth: number): readonly (readonly [string, Callable])[] =>
  typeof x === 'function'
    ? [[name, x as Callable]]
    : isObject(x) && depth > 0 && Object.getPrototypeOf(x) === Object.prototype
      ? Object.entries(x).flatMap(([key, part]) => functionsOf(`${name}.${key}`, part, depth - 1))
      : []

const isThenable = (x: unknown): x is Promise<unknown> => x instanceof Promise
const isAsync = (x: unknown): x is AsyncIterable<unknown> => isObject(x) && Symbol.asyncIterator in x

const late = Symbol('late')
const within = async (milliseconds: number, promise: Promise<unknown>): Promise<unknown> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const end = new Promise((resolve) => {
    timer = setTimeout(() => resolve(late), milliseconds)
  })
  try {
    return await Promise.race([promise, end])
  } finally {
    clearTimeout(timer)
  }
}

const isLeft = (x: unknown): x is { readonly _tag: 'Left'; readonly left: unknown } =>
  isObject(x) && '_tag' in x && x._tag === 'Left' && 'left' in x

/** Calls every exported function `times` times. */
export const walk = async (times: number, seed: number, only?: string): Promise<Report> => {
  const below = generator(seed)
  const counts = new Map<string, Record<Outcome, number>>()
  const raw: RawError[] = []
  const given = new Set<unknown>()
  for (const [module, namespace] of await namespaces()) {
    if (only !== undefined && only !== module) continue
    const count: Record<Outcome, number> = { value: 0, sentence: 0, left: 0, callback: 0, raw: 0 }
    counts.set(module, count)
    const note = (outcome: Outcome, call: string, message = ''): void => {
      count[outcome]++
      if (outcome === 'raw') raw.push({ module, call, message })
    }
    const noteError = (e: unknown, call: string): void =>
      e === mine
        ? note('callback', call)
        : T.isNablaError(e)
          ? note('sentence', call)
          : e instanceof Error && e.cause !== undefined && !machine.test(e.message)
            ? note('left', call)
            : note('raw', call, textOf(e))
    const visit = async (name: string, f: Callable, depth: number): Promise<void> => {
      const arity = Math.min(4, Math.max(f.length, below(3)))
      const chosen = Array.from({ length: arity }, () => pool[below(pool.length)])
      const call = `${name}(${chosen.map(([label]) => label).join(', ')})`
      const args = chosen.map(([, make]) => make())
      args.forEach((x) => given.add(x))
      let result: unknown
      try {
        result = f(...args)
        if (isThenable(result)) result = await within(500, result)
        else if (isAsync(result)) {
          const iterator = result[Symbol.asyncIterator]()
          for (let i = 0; i < 3; i++) {
            const next = await within(500, iterator.next())
            if (next === late || (next as IteratorResult<unknown>).done === true) break
          }
        }
      } catch (e) {
        noteError(e, call)
        return
      }
      if (isLeft(result)) {
        const text = textOf(result.left)
        note(machine.test(text) ? 'raw' : 'left', call, `Left: ${text}`)
        return
      }
      note('value', call)
      if (depth === 0 || given.has(result)) return
      const next = functionsOf(call, result, 1)
      if (next.length === 0) return
      // Each of a few functions, or one of many.
      const some = next.length <= 3 ? next : [next[below(next.length)]]
      for (const [inner, g] of some) if (!given.has(g)) await visit(inner, g, depth - 1)
    }
    for (const [key, value] of Object.entries(namespace))
      for (const [name, f] of functionsOf(key, value, 2))
        if (!(`${module}.${name}` in skipped))
          for (let i = 0; i < times; i++) {
            given.clear()
            await visit(`${module}.${name}`, f, 3)
          }
  }
  return { counts, raw }
}

/** A table of the counts, a line for each module. */
export const table = ({ counts }: Report): string =>
  [...counts, ['all', total([...counts.values()])] as const]
    .map(([module, c]) => {
      const n = sum(c)
      return `${module.padEnd(16)} ${String(n).padStart(7)} calls ${String(c.value).padStart(7)} values ${String(c.sentence).padStart(7)} sentences ${String(c.left).padStart(6)} lefts ${String(c.callback).padStart(5)} callbacks ${String(c.raw).padStart(6)} raw ${((100 * c.raw) / Math.max(1, n)).toFixed(2)} %`
    })
    .join('\n')

const sum = (c: Readonly<Record<Outcome, number>>): number => c.value + c.sentence + c.left + c.callback + c.raw
const total = (all: readonly Readonly<Record<Outcome, number>>[]): Readonly<Record<Outcome, number>> =>
  all.reduce((a, b) => ({
    value: a.value + b.value,
    sentence: a.sentence + b.sentence,
    left: a.left + b.left,
    callback: a.callback + b.callback,
    raw: a.raw + b.raw,
  }))

/** The share of raw errors, from 0 to 1. */
export const rawShare = ({ counts }: Report): number => {
  const all = total([...counts.values()])
  return all.raw / sum(all)
}

/** The raw errors, the most frequent first, each with a call that makes it. */
export const rawErrors = ({ raw }: Report): readonly string[] => {
  const groups = new Map<string, { readonly n: number; readonly call: string }>()
  raw.forEach(({ call, message }) => {
    const key = `${call.split('(')[0]}: ${message.slice(0, 90)}`
    groups.set(key, { n: (groups.get(key)?.n ?? 0) + 1, call })
  })
  return [...groups]
    .sort(([, a], [, b]) => b.n - a.n)
    .map(([key, { n, call }]) => `${n} ${key}, as ${call.slice(0, 160)}`)
}
