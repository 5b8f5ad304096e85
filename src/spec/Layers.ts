/**
 * Layers in a row as data: so many, each with a name of its own.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as t from 'io-ts/lib/index.js'
import { nothing } from '../codec/Where.js'
import * as Layer from './LayerSpec.js'

/** A model calls its layers one inside the other, so there is an end to how many there may be. */
const MOST_LAYERS = 200

const unique = nothing('a name that no other layer has')

const nameOf = (spec: Layer.LayerSpec): string | undefined => ('name' in spec ? spec.name : undefined)

const decoded = (layers: readonly unknown[], context: t.Context): readonly E.Either<t.Errors, Layer.LayerSpec>[] => {
  const codecs = Layer.codecs(layers)
  return layers.map((u, i) => codecs[i].validate(u, t.appendContext(context, String(i), codecs[i], u)))
}

/** A name that a layer before this one has, as an error at its place. */
const repeated = (
  layers: readonly unknown[],
  all: readonly E.Either<t.Errors, Layer.LayerSpec>[],
  context: t.Context,
): t.Errors => {
  const names = all.map((each) => (E.isRight(each) ? nameOf(each.right) : undefined))
  return names.flatMap((name, i) => {
    const first = names.indexOf(name)
    if (name === undefined || first === i) return []
    const at = t.appendContext(context, String(i), Layer.layer, layers[i])
    const given = Object.hasOwn(layers[i] as object, 'name')
    return [
      {
        value: name,
        context: t.appendContext(at, 'name', unique, name),
        message: `${given ? 'It' : 'It is called so because it has none, and it'} is the name of layers[${first}].`,
      },
    ]
  })
}

const isRow = (u: unknown): u is readonly unknown[] => Array.isArray(u) && u.length >= 1 && u.length <= MOST_LAYERS

/** The layers up to the first that is none. */
export const sound = (layers: readonly unknown[]): readonly Layer.LayerSpec[] =>
  isRow(layers) ? pipe(decoded(Array.from(layers), []), RA.takeLeftWhile(E.isRight), RA.rights) : []

const namesDiffer = (layers: readonly Layer.LayerSpec[]): boolean => {
  const names = layers.flatMap((spec) => nameOf(spec) ?? [])
  return new Set(names).size === names.length
}

export const codec: t.Type<readonly Layer.LayerSpec[], readonly unknown[], unknown> = new t.Type<
  readonly Layer.LayerSpec[],
  readonly unknown[],
  unknown
>(
  `an array of 1 to ${MOST_LAYERS} layers`,
  (u): u is readonly Layer.LayerSpec[] =>
    isRow(u) && !u.includes(undefined) && u.every(Layer.layer.is) && namesDiffer(u),
  (u, context) => {
    if (!isRow(u)) return t.failure(u, context)
    // Holes become undefined, so that they are refused as layers that are missing.
    const layers = Array.from(u)
    const all = decoded(layers, context)
    const errors = [...RA.lefts(all).flat(), ...repeated(layers, all, context)]
    return errors.length > 0 ? E.left(errors) : E.right(RA.rights(all))
  },
  (layers) => layers.map(Layer.layer.encode),
)
