import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { afterAll, describe, expect, it } from 'vitest'
import * as Data from '../../src/Data.js'
import * as L from '../../src/Layer.js'
import * as Objective from '../../src/Objective.js'
import * as P from '../../src/Params.js'
import * as Safetensors from '../../src/Safetensors.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'
import { withChecksum } from '../../src/format/Checksum.js'
import { isSentence } from '../support/loaders.js'
import { binary, classes, numbers, predictors, rows } from './predictors.js'
import { trainer } from '../train/support.js'

const folder = mkdtempSync(join(tmpdir(), 'nabla-predictors-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'p.safetensors')

type AnyPredictor = Train.Predictor<any, any, any>
type Found = E.Either<Train.PredictorError, AnyPredictor>

const save = async (predictor: AnyPredictor): Promise<void> =>
  expect(await Train.save(file)(predictor)()).toEqual(E.right(undefined))

/** What is said of a file that is refused, without its name. */
const words = (found: Found): readonly string[] => {
  if (E.isRight(found)) throw new Error('it was read')
  const sentences = Train.ShowPredictor.show(found.left).split('\n')
  sentences.forEach((each) => expect(each.startsWith(file)).toBe(true))
  return sentences.map((each) => each.slice(file.length))
}

const loadClasses = Train.load(classes.task, classes.table)

/** All of a predictor that is data, as plain data: equal here is equal to the bit. */
const data = ({ params, answer: _, ...rest }: AnyPredictor): unknown => ({
  ...rest,
  params: P.paths(params as never),
  numbers: T.toFlat(P.flatten(params as Record<string, T.Scalar>)),
})

const right = <A>(found: E.Either<Train.PredictorError, A>): A => {
  if (E.isLeft(found)) throw new Error(Train.ShowPredictor.show(found.left))
  return found.right
}

describe('a predictor in a file', () => {
  it('is loaded as it was saved, to the bit, and predicts the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.double({ min: -2, max: 2, noNaN: true })), rows, async (draws, all) => {
        const params = P.map((x) =>
          T.fromArray(
            Float64Array.from(T.toFlat(x), () => draws.next().value!),
            T.shape(x),
          ),
        )(classes.predictor.params) as typeof classes.predictor.params
        const predictor = classes.make(params)
        await save(predictor)
        const [loaded, opened] = [right(await loadClasses(file)()), right(await Train.open(file)())]
        expect(data(loaded)).toStrictEqual(data(predictor))
        expect(data(opened)).toStrictEqual(data(predictor))
        expect(Train.predict(loaded)(all)).toStrictEqual(Train.predict(predictor)(all))
        expect(Train.predict(opened)(all)).toStrictEqual(Train.predict(predictor)(all))
      }),
      { numRuns: 25 },
    )
  })

  it('is opened by a program that knows nothing of it, whatever its kind', async () => {
    for (const predictor of predictors) {
      await save(predictor)
      const opened = right(await Train.open(file)())
      expect(data(opened)).toStrictEqual(data(predictor))
      const row = { x: 3, y: -0.2 }
      expect(Train.predict(opened)(row)).toStrictEqual(Train.predict(predictor)(row))
    }
  })

  it('gives back the scale of the file, whatever that of the table it is asked for with', async () => {
    await save(classes.predictor)
    const unscaled = Data.table(['x', 'y'], Data.classOf('kind', Data.classes(['a', 'b', 'c'])))
    const loaded = right(await Train.load(classes.task, unscaled)(file)())
    expect(loaded.table).toStrictEqual(classes.table)
  })

  it('is saved over another one', async () => {
    await save(numbers.predictor)
    await save(classes.predictor)
    expect(E.isRight(await loadClasses(file)())).toBe(true)
  })
})

describe('a file that is another predictor', () => {
  const kinds = Data.classOf('kind', Data.classes(['a', 'b', 'c']))
  const table = Data.table(['x', 'y'], kinds)
  const load = async (task: any, wanted: any): Promise<readonly string[]> => {
    await save(classes.predictor)
    return words(await Train.load(task, wanted)(file)())
  }

  it('is refused for its columns and their order', async () => {
    expect(await load(classes.task, Data.table(['y', 'x'], kinds))).toEqual([
      ', at columns[0]: expected “y”, found “x”. Give Data.table the columns of the file, in its order: x, y.',
    ])
    expect(await load(classes.task, Data.table(['x', 'y', 'z'], kinds))).toEqual([
      ', at columns[2]: expected “z”, found none. Give Data.table the columns of the file, in its order: x, y.',
    ])
  })

  it('is refused for what it says: names, column, kind', async () => {
    const other = Data.classOf('sort', Data.classes(['a', 'c', 'b']))
    expect(await load(classes.task, Data.table(['x', 'y'], other))).toEqual([
      ', at target.column: expected “sort”, found “kind”. Give Data.classOf the column of the file.',
      ', at target.names[1]: expected “c”, found “b”. Give Data.classes the names of the file, in its order: a, b, c.',
    ])
    expect(await load(classes.task, Data.table(['x', 'y'], Data.numbers(['z'])))).toEqual([
      ', at target: expected numbers of a row, found the class of a row. Give Data.table Data.classOf, or another file.',
    ])
    await save(numbers.predictor)
    const zu = Data.table(['x', 'y'], Data.numbers(['z', 'u']))
    expect(words(await Train.load(numbers.task, zu)(file)())).toEqual([
      ', at target.columns[1]: expected “u”, found “w”. Give Data.numbers the columns of the file, in its order: z, w.',
    ])
  })

  it('is refused for its objective and its tensors, all at once', async () => {
    const task = { model: L.dense(2, 4), objective: Objective.multiclass(4) }
    const next = 'Define the model as it was when the file was saved, or train it anew.'
    expect(await load(task, table)).toEqual([
      ', at objective: expected “one of 4 classes”, found “one of 3 classes”. Give the objective for which it was trained.',
      `, at tensors["params.bias"]: expected the shape [4], found no tensor. ${next}`,
      `, at tensors["params.weight"]: expected the shape [2, 4], found no tensor. ${next}`,
      `, at tensors["params.hidden.bias"]: expected no tensor, found [4]. ${next}`,
      `, at tensors["params.hidden.weight"]: expected no tensor, found [2, 4]. ${next}`,
      `, at tensors["params.out.bias"]: expected no tensor, found [3]. ${next}`,
      `, at tensors["params.out.weight"]: expected no tensor, found [4, 3]. ${next}`,
    ])
  })

  it('is refused for the shape of a tensor', async () => {
    await save(binary.predictor)
    const two = Data.table(['x', 'y'], Data.classOf('is', Data.classes(['no', 'yes'])))
    const task = { model: L.dense(2, 1), objective: Objective.binary }
    writeFileSync(
      file,
      await edited({ tensors: ({ 'params.out.bias': _b, 'params.out.weight': _w, ...rest }) => rest }),
    )
    expect(words(await Train.load(task, two)(file)())).toContain(
      ', at tensors["params.weight"]: expected the shape [2, 1], found no tensor. Define the model as it was when the file was saved, or train it anew.',
    )
  })

  it('is not opened without the model as data', async () => {
    await save(classes.plain)
    expect(words(await Train.open(file)())).toEqual([
      ': expected a description of the model, found none: only the program that saved it knows the model. Load it there with Train.load, or save it from a predictor that was given its spec: Train.predictor(trainer, table, spec).',
    ])
  })
})

/** The bytes of the file with other contents, whole again. */
const edited = async ({
  header = (text: string) => text,
  tensors = (all: Readonly<Record<string, any>>) => all,
}: {
  readonly header?: (text: string) => string
  readonly tensors?: (all: Readonly<Record<string, any>>) => Readonly<Record<string, any>>
}): Promise<Uint8Array> => {
  const content = right(Safetensors.decode(new Uint8Array(readFileSync(file))) as E.Either<never, Safetensors.Content>)
  const { sha256: _, ...metadata } = content.metadata
  return withChecksum({
    tensors: tensors(content.tensors),
    metadata: { ...metadata, predictor: header(metadata['predictor']!) },
  })()
}

describe('a file that is no predictor', () => {
  const both = async (): Promise<readonly string[]> => {
    const said = words(await Train.open(file)())
    expect(words(await loadClasses(file)())).toEqual(said)
    return said
  }

  it('is told: missing, a folder, no safetensors, cut short, changed, somebody else’s, a checkpoint', async () => {
    rmSync(file, { force: true })
    expect(await both()).toEqual([
      ': expected a file of this name, found none. Put the file there, or give another path.',
    ])
    expect(Train.ShowPredictor.show(E.toUnion(await Train.open(folder)()) as Train.PredictorError)).toMatch(
      /expected a file, found a folder/,
    )
    writeFileSync(file, 'x,y,kind\n1,2,a\n')
    expect(await both()).toEqual([
      expect.stringMatching(
        /^: expected a file that Train.save wrote, found no safetensors file: .*expected .*, found /,
      ),
    ])
    await save(classes.predictor)
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.subarray(0, bytes.length - 8))
    expect(await both()).toEqual([
      expect.stringMatching(
        /^: expected a file that Train.save wrote, found no safetensors file: .*expected .*, found /,
      ),
    ])
    bytes[bytes.length - 3]! ^= 1
    writeFileSync(file, bytes)
    expect(await both()).toEqual([
      ': expected a file that Train.save wrote, found one whose checksum does not match its bytes: it was changed, or written in part. Take it from a copy, or save it anew.',
    ])
    writeFileSync(file, Safetensors.encode({ tensors: { w: T.scalar(1) }, metadata: {} }))
    expect(await both()).toEqual([
      ': expected a file that Train.save wrote, found one without a checksum, written by another program. Read its tensors with nabla-ts/Safetensors.',
    ])
    writeFileSync(file, await withChecksum({ tensors: { w: T.scalar(1) }, metadata: {} })())
    expect(await both()).toEqual([
      ': expected a predictor that Train.save wrote, found other tensors. Read them with nabla-ts/Safetensors.',
    ])
    const state = trainer.start(Seed.fromNumber(1))
    const cut = { rows: 4, size: 2, dropLast: false }
    writeFileSync(file, await Train.encodeCheckpoint(Train.checkpoint(trainer))({ state, cut, notes: {} })())
    expect(await both()).toEqual([
      ': expected a predictor that Train.save wrote, found a checkpoint of a run. Load it with Train.store, and make a predictor of its parameters with Train.predictor.',
    ])
  })

  const put = async (of: AnyPredictor, changes: Parameters<typeof edited>[0]): Promise<readonly string[]> => {
    await save(of)
    writeFileSync(file, await edited(changes))
    return words(await Train.open(file)())
  }
  const changed = (change: (said: any) => unknown) => ({
    header: (text: string) => JSON.stringify(change(JSON.parse(text))),
  })

  it('is told where what it says makes no sense', async () => {
    const of = classes.predictor
    const anew = 'The file was put together wrongly: save it anew.'
    expect(
      await put(
        of,
        changed(({ version: _, ...rest }) => ({ ...rest, version: 2 })),
      ),
    ).toEqual([', at version: expected 1, found 2'])
    expect(
      await put(
        of,
        changed((said) => ({ ...said, columns: ['x', 'x'] })),
      ),
    ).toEqual([
      ', at columns[1]: expected each name once, found “x” again. The file was put together wrongly: save it anew.',
    ])
    expect(
      await put(
        of,
        changed((said) => ({ ...said, columns: ['x', 'kind'] })),
      ),
    ).toEqual([
      ', at columns[1]: expected a column that is not predicted, found “kind”. The file was put together wrongly: save it anew.',
    ])
    expect(
      await put(
        of,
        changed((said) => ({ ...said, columns: ['x', 'y', 'z'] })),
      ),
    ).toEqual([
      `, at tensors["scale.mean"]: expected 3 finite numbers, one for each column, found [2]. ${anew}`,
      `, at tensors["scale.deviation"]: expected 3 positive numbers, one for each column, found [2]. ${anew}`,
    ])
    expect(await put(of, { tensors: (all) => ({ ...all, 'scale.deviation': T.tensor([1, 0]) }) })).toEqual([
      `, at tensors["scale.deviation"]: expected 2 positive numbers, one for each column, found 0. ${anew}`,
    ])
    expect(await put(of, { tensors: (all) => ({ ...all, 'params.out.bias': T.tensor([1, 0]) }) })).toEqual([
      `, at spec.model: expected a model of 26 parameters, as in the tensors, found one of 27. ${anew}`,
    ])
    expect(
      await put(
        of,
        changed((said) => ({ ...said, target: { ...said.target, names: ['a', 'b', 'c', 'd'] } })),
      ),
    ).toEqual([`, at spec.model.layers: expected an output for 4 classes, found one for 3. ${anew}`])
    expect(
      await put(
        of,
        changed((said) => ({ ...said, spec: { ...said.spec, objective: 'regression' } })),
      ),
    ).toEqual([
      ', at objective: expected “regression of 3”, found “one of 3 classes”. Give the objective for which it was trained.',
      `, at spec.objective: expected one for classes, as the target is, found “regression”. ${anew}`,
    ])
    expect(
      await put(
        of,
        changed((said) => ({ ...said, spec: { ...said.spec, model: { input: 2, layers: [] } } })),
      ),
    ).toEqual([expect.stringMatching(/^, at spec\.model\.layers: expected .*, found an empty array/)])
  })

  it('is told in sentences whatever was changed in it', async () => {
    const edits = fc.record({
      at: fc.nat(),
      cut: fc.nat(12),
      put: fc.oneof(fc.string(), fc.constantFrom('null', '[]', '"', '-1', '{}')),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...predictors),
        edits,
        fc.string(),
        fc.boolean(),
        async (of, { at, cut, put }, name, isTensor) => {
          await save(of)
          const changes = isTensor
            ? {
                tensors: (all: Readonly<Record<string, any>>) => {
                  const keys = Object.keys(all)
                  const { [keys[at % keys.length]!]: one, ...rest } = all
                  return name === '__metadata__' ? rest : { ...rest, [name]: one }
                },
              }
            : { header: (text: string) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + cut) }
          writeFileSync(file, await edited(changes))
          for (const found of [await Train.open(file)(), await loadClasses(file)()] as readonly Found[])
            if (E.isLeft(found)) words(found).forEach((each) => expect([each, isSentence(each)]).toEqual([each, true]))
        },
      ),
    )
  })

  it('is not written where it cannot be', async () => {
    const found = await pipe(classes.predictor, Train.save(join(file, 'below', 'a-file')))()
    expect(E.isLeft(found) && Data.Show.show(found.left)).toMatch(/expected to be able to write it, found/)
  })
})
