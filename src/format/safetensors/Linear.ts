/**
 * The dense layers of a record under the names PyTorch has for them. `nn.Linear` keeps its weight as `[out, in]` and computes `x·Wᵀ + b`; a dense layer here keeps `[in, out]`.
 *
 * **Source** PyTorch documentation, `torch.nn.Linear`.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import type { ReadonlyNonEmptyArray } from 'fp-ts/lib/ReadonlyNonEmptyArray.js'
import { suggestion } from '../../codec/Nearest.js'
import { quoted, spelt } from '../../codec/Words.js'
import { transpose } from '../../operation/Layout.js'
import { fail } from '../../tensor/Errors.js'
import { equals, print, type Shape } from '../../tensor/Shape.js'
import { isTensor, shape, type AnyTensor, type Tensor } from '../../tensor/Value.js'
import type { SafetensorsError } from './Errors.js'

/**
 * The names that PyTorch has for the dense layers of a record: a name where the record has a layer, such as `fc1` for `fc1.weight` and `fc1.bias`, and a record of names where it has
 * a record. The empty name is that of a `nn.Linear` which is not part of anything.
 *
 * @category model
 */
export type LinearNames<P> = P extends AnyTensor
  ? never
  : P extends { readonly weight: Tensor<[number, number]> }
    ? string
    : { readonly [K in keyof P]: LinearNames<P[K]> }

interface Layer {
  readonly weight: Tensor<[number, number]>
  readonly bias?: AnyTensor
}

/** A dense layer of a record, and its name. */
interface Place {
  readonly name: string
  readonly layer: Layer
}

type Branch = Readonly<Record<string, unknown>>

const isBranch = (x: unknown): x is Branch => typeof x === 'object' && x !== null && !isTensor(x)

const isLayer = (x: Branch): x is Branch & Layer =>
  isTensor(x['weight']) &&
  shape(x['weight']).length === 2 &&
  Object.keys(x).every((key) => key === 'weight' || (key === 'bias' && isTensor(x[key])))

const own = (x: Branch, key: string): unknown => (Object.hasOwn(x, key) ? x[key] : undefined)

const key = (name: string, field: 'weight' | 'bias'): string => (name === '' ? field : `${name}.${field}`)

/** All dense layers of a record, with their names. */
const places = (operation: string, names: unknown, params: unknown, path: readonly string[] = []): readonly Place[] => {
  const where = path.length === 0 ? 'the root' : spelt(path)
  if (!isBranch(params))
    return fail(
      operation,
      `a dense layer or a record of such at ${where}`,
      isTensor(params) ? `a tensor of shape ${print(shape(params))}` : typeof params,
    )
  if (isLayer(params))
    return typeof names === 'string'
      ? [{ name: names, layer: params }]
      : fail(operation, `a name for the layer at ${where}`, typeof names)
  if (!isBranch(names)) return fail(operation, `names for the layers in ${where}`, typeof names)
  return Object.keys(params).flatMap((each) => places(operation, own(names, each), params[each], [...path, each]))
}

/** A record like another, with each of its layers replaced. */
const rebuilt = (names: unknown, like: Branch, layer: (name: string, like: Layer) => Layer): unknown => {
  if (typeof names === 'string') return layer(names, like as Branch & Layer)
  const entries = Object.entries(like).map(
    ([each, x]) => [each, rebuilt((names as Branch)[each], x as Branch, layer)] as const,
  )
  return Array.isArray(like) ? entries.map(([, x]) => x) : Object.fromEntries(entries)
}

/** Why a tensor of a file does not fit a layer, if it does not. */
const misfit = (tensors: Branch, name: string, expected: Shape): readonly SafetensorsError[] => {
  const x = own(tensors, name)
  if (!isTensor(x))
    return [{ _tag: 'MissingTensor', tensor: name, shape: expected, next: suggestion(Object.keys(tensors), name) }]
  return equals(shape(x), expected) ? [] : [{ _tag: 'WrongShape', tensor: name, expected, found: shape(x) }]
}

const misfits =
  (tensors: Branch) =>
  ({ name, layer: { weight, bias } }: Place): readonly SafetensorsError[] => [
    ...misfit(tensors, key(name, 'weight'), [...shape<Shape>(weight)].reverse()),
    ...(bias !== undefined
      ? misfit(tensors, key(name, 'bias'), shape(bias))
      : Object.hasOwn(tensors, key(name, 'bias'))
        ? [{ _tag: 'StrayBias' as const, tensor: key(name, 'bias') }]
        : []),
  ]

/**
 * A parameter record from the tensors of a PyTorch model: the weights of its `nn.Linear` layers transposed, their biases as they are. `like` is a record of the right shapes, such as
 * `network.init(seed)` gives; other tensors of the file may be there, and are left out.
 *
 * - **Shape** `<name>.weight: [out, in]` becomes `weight: [in, out]`; `<name>.bias: [out]` stays.
 * - **Errors** every `MissingTensor`, `WrongShape` and `StrayBias` at once; a `NablaError` where `like` has something else than dense layers, or a layer has no name.
 * - **Law** `fromTorchLinear(like, names)(toTorchLinear(params, names)) = right(params)`.
 *
 * @example
 * const like = { logits: { weight: T.zeros([3, 2]), bias: T.zeros([2]) } }
 * const file = { 'fc.weight': T.tensor([[1, 2, 3], [4, 5, 6]]), 'fc.bias': T.tensor([7, 8]) }
 * const params = fromTorchLinear(like, { logits: 'fc' })(file)
 * pipe(params, E.map(({ logits }) => T.toArray(logits.weight))) // => E.right([[1, 4], [2, 5], [3, 6]])
 *
 * @category PyTorch
 */
export const fromTorchLinear =
  <P>(like: P, names: LinearNames<P>) =>
  (tensors: Readonly<Record<string, AnyTensor>>): E.Either<ReadonlyNonEmptyArray<SafetensorsError>, P> => {
    const all = places('Safetensors.fromTorchLinear', names, like)
    const errors = all.flatMap(misfits(tensors))
    if (RA.isNonEmpty(errors)) return E.left(errors)
    return E.right(
      rebuilt(names, like as Branch, (name, { bias }) => ({
        weight: transpose(tensors[key(name, 'weight')] as Layer['weight']),
        ...(bias === undefined ? {} : { bias: tensors[key(name, 'bias')] }),
      })) as P,
    )
  }

/**
 * The tensors of a parameter record under the names that PyTorch has for them, ready for `model.load_state_dict` there.
 *
 * - **Shape** `weight: [in, out]` becomes `<name>.weight: [out, in]`; `bias: [out]` stays.
 * - **Errors** a `NablaError` where the record has something else than dense layers, a layer has no name, or two have the same.
 *
 * @example
 * const file = toTorchLinear({ logits: { weight: T.zeros([3, 2]), bias: T.zeros([2]) } }, { logits: 'fc' })
 * Object.entries(file).map(([name, x]) => [name, T.shape(x)]) // => [['fc.weight', [2, 3]], ['fc.bias', [2]]]
 *
 * @category PyTorch
 */
export const toTorchLinear = <P>(params: P, names: LinearNames<P>): Readonly<Record<string, AnyTensor>> => {
  const all = places('Safetensors.toTorchLinear', names, params)
  const twice = all.find(({ name }, i) => all.findIndex((other) => other.name === name) < i)
  if (twice !== undefined)
    return fail('Safetensors.toTorchLinear', 'a name for each layer', `${quoted(twice.name)} for two of them`)
  return Object.fromEntries(
    all.flatMap(({ name, layer: { weight, bias } }) => [
      [key(name, 'weight'), transpose(weight)] as const,
      ...(bias === undefined ? [] : [[key(name, 'bias'), bias] as const]),
    ]),
  )
}
