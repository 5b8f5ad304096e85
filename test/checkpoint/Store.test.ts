import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { referenceEngine, type Engine } from '../../src/Engine.js'
import * as L from '../../src/Layer.js'
import * as Objective from '../../src/Objective.js'
import { onnxRuntime } from '../../src/OnnxRuntime.js'
import { onnxRuntimeWeb } from '../../src/OnnxRuntimeWeb.js'
import * as Opt from '../../src/Optimizer.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'
import { bits, points, trainer } from '../train/support.js'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nabla-store-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const cut = { rows: 11, size: 2, dropLast: false }
const data = points(cut.rows)
const start = trainer.start(Seed.fromNumber(4))
const at = (iteration: number): Train.State<any, any> => ({ ...start, iteration })

const right = async <A>(task: TE.TaskEither<Train.StoreError, A>): Promise<A> => {
  const result = await task()
  return E.isRight(result) ? result.right : expect.fail(Train.ShowStore.show(result.left))
}
const words = async (task: TE.TaskEither<Train.StoreError, unknown>): Promise<string> => {
  const result = await task()
  return E.isLeft(result) ? Train.ShowStore.show(result.left) : expect.fail('no error')
}
const found = async (task: TE.TaskEither<Train.StoreError, O.Option<Train.Loaded<any, any>>>) => {
  const result = await right(task)
  return O.isSome(result) ? result.value : expect.fail('no checkpoint')
}

describe('store', () => {
  it('has nothing at first, also where there is no folder', async () => {
    expect(await right(Train.store(trainer, folder, { cut }).load)).toEqual(O.none)
    expect(await right(Train.store(trainer, join(folder, 'none'), { cut }).load)).toEqual(O.none)
  })

  it('keeps the last few, and finds the newest', async () => {
    const { save, load } = Train.store(trainer, join(folder, 'made'), { cut, keep: 2 })
    for (const i of [9, 10, 100, 1000]) await right(save(at(i)))
    expect(await readdir(join(folder, 'made'))).toEqual([
      'checkpoint-000000000100.safetensors',
      'checkpoint-000000001000.safetensors',
    ])
    expect((await found(load)).state.iteration).toBe(1000)
  })

  it('passes a torn file over and says so', async () => {
    const { save, load } = Train.store(trainer, folder, { cut })
    await right(save(at(1)))
    const { file: torn } = await right(save(at(2)))
    await writeFile(torn, (await readFile(torn)).subarray(0, 700))
    await writeFile(join(folder, 'checkpoint-000000000003.safetensors'), '')
    const { state, skipped } = await found(load)
    expect(state.iteration).toBe(1)
    expect(skipped.map(({ file }) => file)).toEqual([join(folder, 'checkpoint-000000000003.safetensors'), torn])
    expect(Train.ShowSkipped.show(skipped[1])).toMatch(
      /checkpoint-0+2\.safetensors is not a whole checkpoint, so the one before it is used\. /,
    )
  })

  it('says when none is whole, and when they are of another trainer', async () => {
    const { save, load } = Train.store(trainer, folder, { cut })
    const { file } = await right(save(at(1)))
    const other = Train.trainer({ model: L.dense(2, 1), objective: Objective.regression(1), optimizer: Opt.sgd() })
    expect(await words(Train.store(other, folder, { cut }).load)).toContain('Give the options the run was started with')
    await writeFile(file, 'x')
    expect(await words(load)).toMatch(/expected a whole checkpoint, found none:\n.*checkpoint-0+1/)
  })

  it('leaves what is there when it cannot write', async () => {
    const { save, load } = Train.store(trainer, folder, { cut })
    await right(save(at(1)))
    await writeFile(join(folder, 'a file'), '')
    expect(await words(Train.store(trainer, join(folder, 'a file'), { cut }).save(at(2)))).toContain(
      'expected a folder with checkpoints',
    )
    expect(await words(Train.store(trainer, join(folder, 'a file'), { cut }).load)).toContain(
      'expected a folder with checkpoints',
    )
    expect((await found(load)).state.iteration).toBe(1)
  })

  it('removes what a process left behind that ended while it wrote, and nothing else', async () => {
    const left = `.checkpoint-000000000001.safetensors.${2 ** 22 + 1}-00000000-0000-4000-8000-000000000000.tmp`
    const writing = `.checkpoint-000000000001.safetensors.${process.ppid}-00000000-0000-4000-8000-000000000000.tmp`
    for (const name of [left, writing, 'notes.txt']) await writeFile(join(folder, name), '')
    await right(Train.store(trainer, folder, { cut }).save(at(1)))
    expect((await readdir(folder)).sort()).toEqual([writing, 'checkpoint-000000000001.safetensors', 'notes.txt'])
  })

  it('keeps no state at the cost of later ones, whole, or of another trainer’s', async () => {
    const { save, load } = Train.store(trainer, folder, { cut, keep: 2 })
    for (const i of [5, 6]) await right(save(at(i)))
    const again = Train.store(trainer, folder, { cut, keep: 2 })
    expect(await words(again.save(at(3)))).toMatch(
      /checkpoint-0+[56]\.safetensors is a later state than the one after 3 iterations.*save the run in another folder/,
    )
    const other = Train.trainer({ model: L.dense(2, 1), objective: Objective.regression(1), optimizer: Opt.sgd() })
    expect(await words(Train.store(other, folder, { cut }).save(other.start(Seed.fromNumber(1))))).toContain(
      'another model',
    )
    expect((await found(load)).state.iteration).toBe(6)
    expect(await right(load)).not.toEqual(O.none)
  })

  it('takes the place of later ones that are torn', async () => {
    const { save, kept } = Train.store(trainer, folder, { cut, keep: 1 })
    await right(save(at(2)))
    await writeFile(join(folder, 'checkpoint-000000000009.safetensors'), 'torn')
    await right(save(at(3)))
    expect(await right(kept)).toEqual([3])
  })

  it('finds each state that is kept, and tells which those are', async () => {
    const { save, kept, at: stateAt } = Train.store(trainer, folder, { cut })
    for (const i of [7, 8, 9, 10]) await right(save(at(i)))
    expect(await right(kept)).toEqual([8, 9, 10])
    expect((await right(stateAt(9))).state.iteration).toBe(9)
    expect(await words(stateAt(7))).toContain(
      'checkpoint-000000000007.safetensors: expected a whole checkpoint, found none',
    )
  })

  it('refuses a state in the middle of an epoch that was cut otherwise', async () => {
    await right(Train.store(trainer, folder, { cut }).save({ ...at(2), position: 2 }))
    expect(await words(Train.store(trainer, folder, { cut: { ...cut, size: 3 } }).load)).toContain(
      'expected 11 rows in batches of 3, found a state in the middle of an epoch with 11 rows in batches of 2',
    )
  })

  it('says what cannot be kept, and refuses to keep nothing', async () => {
    const notes = (key: string, text: string) => Train.store(trainer, folder, { cut, notes: () => ({ [key]: text }) })
    expect(await words(notes('sha256', 'x').save(at(1)))).toMatch(
      /A state cannot be saved: .*notes without the key “sha256”/,
    )
    expect(await words(notes('x', '\ud800').save(at(1)))).toContain('A state cannot be saved')
    expect(await words(Train.store(trainer, folder, { cut }).save({ ...at(1), epoch: -1 }))).toContain('epoch')
    for (const keep of [0, -1, NaN, 0.5])
      expect(() => Train.store(trainer, folder, { cut, keep })).toThrow('checkpoints to keep')
    expect(() => Train.store(trainer, folder, { cut: { ...cut, size: 0 } })).toThrow('rows of a batch')
    expect(await readdir(folder)).toEqual([])
  })

  it('keeps notes of any keys', async () => {
    const all = { 'a"sha256': '0', 'b,"sha256': '":"', '': 'é', __proto: 'x' }
    const { save, load } = Train.store(trainer, folder, { cut, notes: () => all })
    await right(save(at(1)))
    expect((await found(load)).notes).toEqual(all)
  })
})

const engines: readonly (readonly [string, Engine | undefined])[] = [
  ['the library itself', undefined],
  [referenceEngine.name, referenceEngine],
  ['ONNX Runtime', onnxRuntime()],
  ['ONNX Runtime as WebAssembly', onnxRuntimeWeb()],
]

describe.each(engines)('save, load, go on, by %s', (_, engine) => {
  const run = (from: Train.State<any, any>) =>
    Train.run(trainer, data, { from, epochs: 3, size: cut.size, ...(engine === undefined ? {} : { engine, chunk: 4 }) })

  it('ends at the same bits as never having stopped, wherever it stops', async () => {
    const store = Train.store(trainer, folder, { cut, keep: 1000 })
    const kept: number[] = []
    let end: any
    for await (const event of Train.saving(store.save, { every: 1 })(run(start))) {
      if (event._tag === 'Saved') kept.push(event.state.iteration)
      if (event._tag === 'Ended' && E.isRight(event.outcome)) end = event.outcome.right
    }
    // Six batches an epoch: on an engine in chunks of 4, 1 and 1, the last being shorter.
    expect(kept).toEqual(
      engine === undefined
        ? Array.from({ length: 18 }, (_, i) => i + 1)
        : [0, 6, 12].flatMap((k) => [k + 4, k + 5, k + 6]),
    )
    // The first, one in the middle of an epoch, one at its end, the last but one.
    for (const iteration of [kept[0], kept[4], kept[5], kept[kept.length - 2]]) {
      const alone = Train.store(trainer, join(folder, String(iteration)), { cut })
      const name = `checkpoint-${String(iteration).padStart(12, '0')}.safetensors`
      await right(alone.save(at(0)))
      await writeFile(join(folder, String(iteration), name), await readFile(join(folder, name)))
      const { state } = await found(alone.load)
      for await (const event of run(state))
        if (event._tag === 'Ended') {
          if (E.isLeft(event.outcome)) return expect.fail(Train.Show.show(event.outcome.left))
          expect(bits(event.outcome.right)).toStrictEqual(bits(end))
        }
    }
  })
})

describe('saving', () => {
  it('saves every so many steps, at the end of epochs and of the run, and tells it after the step', async () => {
    const events: string[] = []
    const save = (state: Train.State<any, any>) => TE.right(state.iteration)
    for await (const event of Train.saving(save, { every: 4 })(
      Train.run(trainer, data, { from: start, epochs: 2, size: 2 }),
    ))
      events.push(
        event._tag === 'Saved'
          ? `saved ${event.saved}`
          : event._tag === 'Stepped'
            ? String(event.iteration)
            : event._tag,
      )
    expect(events).toEqual(
      '1, 2, 3, 4, saved 4, 5, 6, EpochEnded, saved 6, 7, 8, saved 8, 9, 10, 11, 12, saved 12, EpochEnded, Ended'.split(
        ', ',
      ),
    )
  })

  it('goes on where a state cannot be saved, and tells it', async () => {
    const tags: string[] = []
    const save = () => TE.left('full')
    for await (const event of Train.saving(save, { every: 100 })(
      Train.run(trainer, data, { from: start, epochs: 1, size: 11 }),
    ))
      tags.push(event._tag === 'NotSaved' ? event.error : event._tag)
    expect(tags).toEqual(['Stepped', 'EpochEnded', 'full', 'full', 'Ended'])
  })

  it('tries the end again where it could not be saved', async () => {
    let [tries, tags] = [0, [] as string[]]
    const save = (state: Train.State<any, any>) => (++tries === 1 ? TE.left('full') : TE.right(state.iteration))
    for await (const event of Train.saving(save, { every: 100 })(
      Train.run(trainer, data, { from: start, epochs: 1, size: 11 }),
    ))
      tags = [...tags, event._tag]
    expect(tags).toEqual(['Stepped', 'EpochEnded', 'NotSaved', 'Saved', 'Ended'])
  })

  it('refuses to save every 0 steps', () => {
    expect(() => Train.saving(() => TE.right(0), { every: 0 })).toThrow('at least 1 step')
  })
})

describe('history', () => {
  it('tells the mean loss of an epoch that was resumed in its middle, all of it', async () => {
    const losses = async (from: Train.State<any, any>): Promise<readonly number[]> => {
      const all: number[] = []
      for await (const event of Train.run(trainer, data, { from, epochs: 2, size: 2 }))
        if (event._tag === 'EpochEnded') all.push(event.loss)
      return all
    }
    const states: Train.State<any, any>[] = []
    for await (const event of Train.run(trainer, data, { from: start, epochs: 2, size: 2 }))
      if (event._tag === 'Stepped') states.push(event.state)
    const whole = await losses(start)
    expect(await losses(states[2])).toStrictEqual(whole)
    expect(await losses(states[8])).toStrictEqual(whole.slice(1))
    expect(states[11].history.losses.map((l) => T.toNumber(l))).toStrictEqual(whole)
  })
})
