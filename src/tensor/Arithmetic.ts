/**
 * Arithmetic on number literals, in types, for the sizes of `reshape`, `slice` and `concat`.
 *
 * Numbers are decimal digits, least significant first, so 784 · 100 takes a dozen steps instead of 78,400.
 * A type that is not a non-negative literal (`number`, a name) gives `number`: the run-time check decides.
 */
import type { IsLiteral } from './Shape.js'

type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9
type Digits = readonly Digit[]
type Unary = readonly unknown[]
type Units = [
  [],
  [0],
  [0, 0],
  [0, 0, 0],
  [0, 0, 0, 0],
  [0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0, 0, 0],
]

type Parse<S extends string, Out extends Digits = []> = S extends `${infer D extends Digit}${infer Rest}`
  ? Parse<Rest, [D, ...Out]>
  : Out
type Join<D extends Digits> = D extends readonly [infer H extends Digit, ...infer R extends Digits]
  ? `${Join<R>}${H}`
  : ''
type Trim<S extends string> = S extends `0${infer R}` ? (R extends '' ? S : Trim<R>) : S
type ToNumber<D extends Digits> = Trim<Join<D>> extends `${infer N extends number}` ? N : never

// [ones, tens] of a unary number below 100
type Split<U extends Unary> = `${U['length'] & number}` extends `${infer T extends Digit}${infer O extends Digit}`
  ? readonly [O, T]
  : U['length'] extends infer O extends Digit
    ? readonly [O, 0]
    : never

type AddDigits<A extends Digits, B extends Digits, Carry extends Digit = 0> = A extends readonly [
  infer HA extends Digit,
  ...infer RA extends Digits,
]
  ? B extends readonly [infer HB extends Digit, ...infer RB extends Digits]
    ? Split<[...Units[HA], ...Units[HB], ...Units[Carry]]> extends readonly [
        infer O extends Digit,
        infer T extends Digit,
      ]
      ? [O, ...AddDigits<RA, RB, T>]
      : never
    : Carry extends 0
      ? A
      : AddDigits<A, [Carry]>
  : B extends readonly []
    ? Carry extends 0
      ? []
      : [Carry]
    : Carry extends 0
      ? B
      : AddDigits<B, [Carry]>

type Times<A extends Digit, B extends Unary, Out extends Unary = []> = B extends readonly [unknown, ...infer R]
  ? Times<A, R, [...Out, ...Units[A]]>
  : Out
type Scale<A extends Digits, D extends Digit, Carry extends Digit = 0> = A extends readonly [
  infer H extends Digit,
  ...infer R extends Digits,
]
  ? Split<[...Times<H, Units[D]>, ...Units[Carry]]> extends readonly [infer O extends Digit, infer T extends Digit]
    ? [O, ...Scale<R, D, T>]
    : never
  : Carry extends 0
    ? []
    : [Carry]
type MulDigits<A extends Digits, B extends Digits> = B extends readonly [
  infer H extends Digit,
  ...infer R extends Digits,
]
  ? AddDigits<Scale<A, H>, [0, ...MulDigits<A, R>]>
  : []

// one digit less another and a borrow: [difference, borrow]
type Less<A extends Unary, B extends Unary> = A extends readonly [...B, ...infer R]
  ? readonly [R['length'], 0]
  : [...A, ...Units[9], 0] extends readonly [...B, ...infer R]
    ? readonly [R['length'], 1]
    : never
type SubDigits<A extends Digits, B extends Digits, Borrow extends Digit = 0> = A extends readonly [
  infer HA extends Digit,
  ...infer RA extends Digits,
]
  ? B extends readonly [infer HB extends Digit, ...infer RB extends Digits]
    ? Less<Units[HA], [...Units[HB], ...Units[Borrow]]> extends readonly [infer O extends Digit, infer N extends Digit]
      ? SubDigits<RA, RB, N> extends infer Rest extends Digits
        ? [O, ...Rest]
        : never
      : never
    : Borrow extends 0
      ? A
      : SubDigits<A, [1]>
  : B extends readonly []
    ? Borrow extends 0
      ? []
      : never
    : never

type Literals<A extends number, B extends number> = IsLiteral<A> extends true ? IsLiteral<B> : false

/** The sum of two sizes. */
export type Add<A extends number, B extends number> =
  Literals<A, B> extends true ? ToNumber<AddDigits<Parse<`${A}`>, Parse<`${B}`>>> : number

/** The product of two sizes. */
export type Multiply<A extends number, B extends number> =
  Literals<A, B> extends true ? ToNumber<MulDigits<Parse<`${A}`>, Parse<`${B}`>>> : number

/** The difference of two sizes; `never` when it would be negative. */
export type Subtract<A extends number, B extends number> =
  Literals<A, B> extends true
    ? [SubDigits<Parse<`${A}`>, Parse<`${B}`>>] extends [never]
      ? never
      : ToNumber<SubDigits<Parse<`${A}`>, Parse<`${B}`>>>
    : number

// how often digits go into others: [how often, what is left]
type Count<A extends Digits, B extends Digits, Times extends Unary = []> = [SubDigits<A, B>] extends [never]
  ? readonly [Times['length'], A]
  : SubDigits<A, B> extends infer Rest extends Digits
    ? Count<Rest, B, [...Times, 0]>
    : never
// long division: the digits of A from the first on, what is left so far, the digits of the quotient
type DivideDigits<
  A extends string,
  B extends Digits,
  Rest extends Digits = [],
  Out extends string = '',
> = A extends `${infer D extends Digit}${infer R}`
  ? Count<[D, ...Rest], B> extends readonly [infer N extends Digit, infer Left extends Digits]
    ? DivideDigits<R, B, Left, `${Out}${N}`>
    : never
  : Rest[number] extends 0
    ? Out
    : never

/** The quotient of two sizes; `never` if it is not an integer, and for division by 0. */
export type Divide<A extends number, B extends number> =
  Literals<A, B> extends true
    ? B extends 0
      ? never
      : Trim<DivideDigits<`${A}`, Parse<`${B}`>>> extends `${infer N extends number}`
        ? N
        : never
    : number

/** The product of all sizes of a shape. */
export type Product<S extends readonly number[], Out extends number = 1> = S extends readonly []
  ? Out
  : S extends readonly [infer H extends number, ...infer R extends readonly number[]]
    ? Product<R, Multiply<Out, H>>
    : number
