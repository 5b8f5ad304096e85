/**
 * Initialisations as data: by name, or the number that all weights are.
 */
import * as t from 'io-ts/lib/index.js'
import { closed } from '../codec/Closed.js'
import { finite } from '../codec/Number.js'
import { oneOf } from '../codec/OneOf.js'
import * as Init from '../nn/Init.js'

const { uniform, xavierUniform, xavierNormal, heUniform, heNormal, zeros } = Init

/** Exhaustive by type: an initialisation without an argument and without an entry does not compile. `normal` has no data form. */
const inits = { uniform, xavierUniform, xavierNormal, heUniform, heNormal, zeros } satisfies Readonly<
  Record<Exclude<keyof typeof Init, 'constant' | 'normal'>, Init.Init>
>

/**
 * An initialisation as data: `"heNormal"`, or `{ "constant": 0.5 }`.
 *
 * @category model
 */
export type InitSpec = keyof typeof inits | { readonly constant: number }

const name = oneOf(Object.keys(inits) as readonly (keyof typeof inits)[])
const constant = closed({ constant: finite })

/** Decided by what is there, a word or a record, so that a misspelt word is told the one that was probably meant. */
export const codec: t.Type<InitSpec, unknown, unknown> = new t.Type<InitSpec, unknown, unknown>(
  `${name.name}, or a record with the key constant`,
  (u): u is InitSpec => name.is(u) || constant.is(u),
  (u, context) => (typeof u === 'object' && u !== null ? constant.validate(u, context) : name.validate(u, context)),
  (a) => (typeof a === 'string' ? a : constant.encode(a)),
)

/** The initialisation that is meant. */
export const init = (spec: InitSpec): Init.Init =>
  typeof spec === 'string' ? inits[spec] : Init.constant(spec.constant)

/** A few words. */
export const words = (spec: InitSpec): string => (typeof spec === 'string' ? spec : `all ${spec.constant}`)
