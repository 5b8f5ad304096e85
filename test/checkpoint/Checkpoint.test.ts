import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import * as L from '../../src/Layer.js'
import * as Objective from '../../src/Objective.js'
import * as O from '../../src/Optimizer.js'
import * as P from '../../src/Params.js'
import * as Safetensors from '../../src/Safetensors.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'
import { linesOf } from '../../src/codec/Messages.js'
import { checkpointMessages } from '../../src/checkpoint/Checkpoint.js'
import { bits, trainer } from '../train/support.js'

const codec = Train.checkpoint(trainer)
const encode = (value: any): Promise<Uint8Array> => Train.encodeCheckpoint(codec)(value)()
const decode = (bytes: Uint8Array): Promise<E.Either<any, any>> => Train.decodeCheckpoint(codec)(bytes)()

const filled = (tree: any, draw: () => number): any =>
  P.map((x: any) => T.fromArray(Float64Array.from(T.toFlat(x), draw), T.shape(x)))(tree)

/** States with any numbers in them, those among them that JSON has no words for. */
const checkpoints = fc
  .record({
    numbers: fc.infiniteStream(fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 5e-324))),
    seed: fc.integer().map(Seed.fromNumber),
    losses: fc.array(fc.double()),
    counters: fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()),
    cut: fc.record(
      { rows: fc.nat(), size: fc.integer({ min: 1, max: 99 }), dropLast: fc.boolean() },
      { noNullPrototype: true },
    ),
    notes: fc.dictionary(
      fc.string().filter((key) => !['nabla-ts', 'sha256'].includes(key)),
      fc.string(),
      { noNullPrototype: true },
    ),
  })
  .map(({ numbers, seed, losses, counters: [epoch, iteration, position, rows], cut, notes }) => {
    const { params, optimizer } = trainer.start(seed)
    const draw = (): number => numbers.next().value as number
    const history = { losses: losses.map((l) => T.scalar(l)), total: T.scalar(draw()), rows }
    return {
      state: {
        params: filled(params, draw),
        optimizer: filled(optimizer, draw),
        seed,
        epoch,
        iteration,
        position,
        history,
      },
      cut,
      notes,
    }
  })

const plainly = ({ state: { history, ...state }, ...rest }: any): unknown => ({
  ...rest,
  state: bits(state),
  history: { ...history, losses: history.losses.map((l: any) => T.toNumber(l)), total: T.toNumber(history.total) },
})

const some = (): Train.Checkpoint<any, any> => ({
  state: trainer.start(Seed.fromNumber(3)),
  cut: { rows: 9, size: 2, dropLast: false },
  notes: { options: '{"epochs":3}' },
})

describe('checkpoint', () => {
  it('is decoded to what was encoded, to the bit', async () => {
    await fc.assert(
      fc.asyncProperty(checkpoints, async (value) => {
        const found = await decode(await encode(value))
        expect(E.isRight(found) && plainly(found.right)).toStrictEqual(plainly(value))
      }),
    )
  })

  it('is a safetensors file with the tensors under their paths', async () => {
    const file = Safetensors.decode(await encode(some()))
    if (E.isLeft(file)) return expect.fail(Safetensors.Show.show(file.left))
    expect(Object.keys(file.right.tensors)).toContain('params.hidden.weight')
    expect(T.shape(file.right.tensors['params.hidden.weight'])).toEqual([2, 4])
    expect(file.right.metadata).toMatchObject({ options: '{"epochs":3}' })
  })

  it('refuses a file in which a bit is another, wherever', async () => {
    const file = await encode(some())
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.nat(7), async (at, bit) => {
        const changed = file.slice()
        changed[at] ^= 1 << bit
        const found = await decode(changed)
        expect(E.isLeft(found) && found.left._tag).toMatch(/NotSafetensors|NoChecksum|WrongChecksum/)
      }),
      { numRuns: 200 },
    )
  })

  it('refuses a file that is cut short or goes on', async () => {
    const file = await encode(some())
    for (let length = 0; length < file.length; length += 7)
      expect(E.isLeft(await decode(file.slice(0, length)))).toBe(true)
    expect(E.isLeft(await decode(new Uint8Array([...file, 0])))).toBe(true)
  })

  it('refuses a whole one of another model and optimizer, and says all that differs', async () => {
    const other = Train.trainer({ model: L.dense(3, 1), objective: Objective.regression(1), optimizer: O.momentum() })
    const bytes = await Train.encodeCheckpoint(Train.checkpoint(other))({
      ...some(),
      state: other.start(Seed.fromNumber(1)),
    } as any)()
    const found = await decode(bytes)
    expect(E.isLeft(found) && found.left._tag).toBe('Unlike')
    const words = E.isLeft(found) ? linesOf(checkpointMessages, found.left).join('\n') : ''
    expect(words).toContain('params.hidden.weight')
    expect(words).toContain('params.weight')
    expect(words).toContain('a tensor of shape [2, 4]')
  })

  it('refuses a safetensors file that is no checkpoint', async () => {
    const bytes = Safetensors.encode({ tensors: { w: T.tensor([1]) }, metadata: {} })
    expect(await decode(bytes)).toEqual(E.left({ _tag: 'NoChecksum' }))
  })
})
