/**
 * What a generated example calls while it runs. A story is one docstring example, or all blocks of one page in order; it runs once, and each block
 * of it is a test named by file and line. A false value fails its own block only; an exception fails its block and those after it.
 */
import { inspect } from 'node:util'
import { expect, test } from 'vitest'

export interface Told {
  /** The block that starts at this line follows. */
  readonly block: (line: number) => void
  /** The statement of this line follows: an exception is reported here. */
  readonly line: (line: number) => void
  /** `actual // => written`, where `expected` is the value of what is written. */
  readonly check: (line: number, actual: unknown, expected: unknown, written: string) => void
  /** The example itself is not well written. */
  readonly wrong: (line: number, message: string) => void
  /** `run() // throws words` */
  readonly throws: (line: number, run: () => Promise<unknown>, words: string) => Promise<void>
}

export const story = (file: string, blocks: ReadonlyArray<number>, tell: (told: Told) => Promise<void>): void => {
  const failures = new Map<number, string>()
  const reached = new Set<number>()
  let block = 0
  let line = 0
  const fail = (at: number, message: string) =>
    failures.set(block, [failures.get(block), `${file}:${at}: ${message}`].filter(Boolean).join('\n'))
  const told: Told = {
    block: (at) => {
      block = line = at
      reached.add(at)
    },
    line: (at) => {
      line = at
    },
    wrong: fail,
    check: (at, actual, expected, written) => {
      const opaque = findOpaque(actual)
      if (opaque !== undefined)
        return void fail(at, `cannot look into ${opaque}: compare numbers, arrays or text (toNumber, toArray, Show)`)
      try {
        expect(actual).toEqual(expected)
      } catch {
        fail(at, `the example says ${written}, found ${inspect(actual, { depth: 6 })}`)
      }
    },
    throws: async (at, run, words) => {
      const message = await run().then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      )
      if (message === undefined) fail(at, `expected an error that says "${words}", but nothing was thrown`)
      else if (!holdsInOrder(message, words.split('…')))
        fail(at, `expected an error that says "${words}", found "${message}"`)
    },
  }
  let ending: Promise<void> | undefined
  const run = () => (ending ??= tell(told).catch((error: unknown) => void fail(line, `threw ${describe(error)}`)))

  blocks.forEach((at) =>
    test(`${file}:${at}`, async () => {
      await run()
      const failure =
        failures.get(at) ?? (reached.has(at) ? undefined : `${file}:${at}: not reached, as a block before it threw`)
      if (failure !== undefined) throw Object.assign(new Error(failure), { stack: failure })
    }),
  )
}

/** `41.4864…` stands for any number whose decimal print starts with 41.4864; `1.2…e-7` likewise, with that exponent. */
export const startsWith = (print: string) => ({
  $$typeof: Symbol.for('jest.asymmetricMatcher'),
  asymmetricMatch: (actual: unknown): boolean => {
    const [digits, exponent] = print.split('…') as [string, string]
    const [mantissa, power] = String(actual).split('e') as [string, string?]
    return (
      typeof actual === 'number' && mantissa.startsWith(digits) && exponent === (power === undefined ? '' : `e${power}`)
    )
  },
  toString: () => print,
  getExpectedType: () => 'number',
  toAsymmetricMatcher: () => print,
})

const describe = (error: unknown): string => (error instanceof Error ? `${error.message}` : String(error))

const holdsInOrder = (text: string, parts: ReadonlyArray<string>): boolean =>
  parts.reduce((from, part) => {
    const found = from < 0 ? -1 : text.indexOf(part.trim(), from)
    return found < 0 ? -1 : found + part.trim().length
  }, 0) >= 0

/** The class of the first object inside that may hide what it holds, such as a tensor: deep equality would call any two of them equal. */
const findOpaque = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined
  if (value instanceof Map || value instanceof Set) return [...value.values()].map(findOpaque).find(Boolean)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype && prototype !== Array.prototype)
    return `a ${(value as object).constructor?.name || 'class instance'}`
  return Object.values(value).map(findOpaque).find(Boolean)
}
