import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { afterAll, describe, expect, it } from 'vitest'
import { codec, configure, decode, type RunFile } from '../../examples/mnist/config.js'
import { parse, usual, type Options } from '../../examples/mnist/options.js'
import { codec as laws } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'
import { schedules, specs as optimizers } from '../spec/optimizers.js'
import type { ModelSpec } from '../../src/ModelSpec.js'
import { damaged, damagedRunFiles, judged } from './config-fuzz.js'

const path = fc.stringMatching(/^[a-z/. ]{0,8}[a-z]$/)
const runFiles: fc.Arbitrary<RunFile> = fc.record(
  {
    epochs: fc.integer({ min: 1, max: 10_000 }),
    batch: fc.integer({ min: 1, max: 1_000_000 }),
    optimizer: optimizers,
    learningRate: fc.oneof(fc.double({ min: 1e-9, max: 1, noNaN: true }), schedules),
    hidden: fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 4 }),
    // Its own laws are held in test/nn.
    model: fc.constantFrom<ModelSpec>(
      { input: 1, layers: [{ layer: 'leakyRelu', slope: -0 }] },
      { input: 2, layers: [{ layer: 'dense', name: 'a', out: 3, bias: true, init: { constant: 0.5 } }] },
    ),
    seed: fc.nat(),
    data: path,
    out: path,
    engine: fc.constantFrom('auto', 'reference', 'onnxruntime', 'onnxruntime-web'),
    export: path,
  },
  { requiredKeys: [] },
)
describeLaws(laws(codec, { name: 'a run file', values: runFiles }))

const scratch = mkdtempSync(join(tmpdir(), 'nabla-config-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const right = <A>(either: E.Either<readonly string[], A>): A =>
  pipe(
    either,
    E.getOrElseW((all) => {
      throw new Error(all.join('\n'))
    }),
  )

/** The options of a file and some arguments. */
const options = (file: object, line = ''): Options => {
  const parsed = right(
    pipe(
      decode('run.json')(JSON.stringify(file)),
      E.chain((each) =>
        parse(
          line.split(' ').filter((word) => word !== ''),
          each,
        ),
      ),
    ),
  )
  if (parsed._tag === 'Help') throw new Error('help')
  return parsed
}

const problems = (file: unknown): readonly string[] =>
  pipe(
    decode('run.json')(typeof file === 'string' ? file : JSON.stringify(file)),
    E.match(
      (all) => all,
      () => [],
    ),
  )

const digits = [
  { layer: 'dense', name: 'hidden', out: 30, init: 'heNormal' },
  { layer: 'relu' },
  { layer: 'dense', name: 'logits', out: 10 },
]
const model = { input: 784, layers: digits }

describe('a run file', () => {
  it('that is empty says what no option says', () => {
    expect(options({})).toEqual(right(parse([])))
  })

  it('holds what the options hold', () => {
    const line =
      '--epochs 5 --batch 32 --optimizer sgd --learning-rate 0.05 --hidden 256,128 --seed 0 --data d --out o --engine reference --export m.onnx'
    expect(
      options({
        epochs: 5,
        batch: 32,
        optimizer: 'sgd',
        learningRate: 0.05,
        hidden: [256, 128],
        seed: 0,
        data: 'd',
        out: 'o',
        engine: 'reference',
        export: 'm.onnx',
      }),
    ).toEqual(right(parse(line.split(' '))))
  })

  it('gives way to the options, setting by setting', () => {
    const file = { epochs: 5, batch: 32, seed: 4, data: 'd', out: 'o', engine: 'reference', export: 'm.onnx' }
    const line = '--epochs 6 --seed 5 --data e --out p --engine auto --export n.onnx'
    expect(options(file, line)).toEqual({ ...right(parse(line.split(' '))), batch: 32 })
    expect(options({ hidden: [3] }, '--hidden 4,5').hidden).toEqual([4, 5])
    expect(O.isSome(options({ model }).model)).toBe(true)
    expect(options({ model }, '--hidden 4')).toEqual(options({ hidden: [4] }))
    expect(options({ optimizer: { optimizer: 'adam', beta1: 0.5 } }, '--optimizer sgd').optimizer).toEqual(usual('sgd'))
  })

  it('has one learning rate: that of the options, then of the file, then of its optimizer, then the usual one', () => {
    const rate = (file: object, line = '') => options(file, line).optimizer.learningRate
    const own = { optimizer: { optimizer: 'momentum', learningRate: 0.3 } }
    expect(rate({ optimizer: 'momentum' })).toBe(0.1)
    expect(rate({ optimizer: { optimizer: 'momentum', momentum: 0.5 } })).toBe(0.1)
    expect(rate(own)).toBe(0.3)
    expect(rate({ optimizer: 'momentum', learningRate: 0.2 })).toBe(0.2)
    expect(rate(own, '--learning-rate 0.4')).toBe(0.4)
    expect(rate(own, '--optimizer momentum')).toBe(0.1)
    expect(rate({ learningRate: 0.2 }, '--optimizer momentum')).toBe(0.2)
    const schedule = { schedule: 'step', initial: 0.1, every: 10, factor: 0.5 }
    expect(rate({ learningRate: schedule })).toEqual(schedule)
    expect(options({ optimizer: { optimizer: 'adam', beta1: 0.5 } }, '--learning-rate 0.4').optimizer).toEqual({
      ...usual('adam'),
      beta1: 0.5,
      learningRate: 0.4,
    })
  })

  it('tells everything that is wrong with it at once, with its name and the path inside', () => {
    expect(
      problems({
        epochs: 0,
        bach: 10,
        optimizer: { optimizer: 'adam', learningRate: -1 },
        model: { input: 784, layers: [{ layer: 'dense', out: 0 }, { layer: 'rleu' }] },
        engine: 'onnx',
        out: '',
      }),
    ).toEqual([
      'run.json: at epochs: expected an integer from 1 to 10000, found 0',
      'run.json: at optimizer.learningRate: expected a positive number or a schedule, found -1',
      'run.json: at model.layers[0].out: expected an integer of at least 1, found 0',
      'run.json: at model.layers[1].layer: expected one of dense, maxout, dropout, leakyRelu, elu, relu, tanh, sigmoid, softmax, softplus, logSigmoid, logSoftmax, identity, found “rleu”. Did you mean “relu”?',
      'run.json: at out: expected the path of a file or a folder, found “”',
      'run.json: at engine: expected one of auto, reference, onnxruntime, onnxruntime-web, found “onnx”',
      'run.json: at bach: expected no key of this name, found 10. Did you mean “batch”?',
    ])
  })

  it('is refused where it is no JSON, by line and column', () => {
    expect(problems('{\n  "epochs": 3,\n}')).toEqual([
      'run.json: at line 3, column 1: expected a key in double quotes, found “}”. The last entry is not followed by a comma.',
    ])
    expect(problems('{ "seed": 1, "seed": 2 }').length).toBe(1)
    expect(problems('[]')).toEqual(['run.json: at the root: expected a record, found an empty array'])
    expect(problems('').length).toBeGreaterThan(0)
  })

  it('is refused for an optimizer that is not known, however it is written', () => {
    const known = 'expected one of sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw'
    expect(problems({ optimizer: 'adm' })).toEqual([
      `run.json: at optimizer: ${known}, or a record with the key optimizer, found “adm”. Did you mean “adam”?`,
    ])
    expect(problems({ optimizer: { optimizer: 'adm' } })).toEqual([
      `run.json: at optimizer.optimizer: ${known}, found “adm”. Did you mean “adam”?`,
    ])
  })

  it('is refused for settings that do not go together', () => {
    expect(problems({ hidden: [3], model })).toEqual([
      'run.json: at hidden: expected either hidden or model, found both. Keep one of them.',
    ])
    expect(problems({ learningRate: 0.1, optimizer: { optimizer: 'sgd', learningRate: 0.1 } })).toEqual([
      'run.json: at learningRate: expected one learning rate, found two. Keep this one or optimizer.learningRate.',
    ])
  })

  it('is refused for a network that is none for digits', () => {
    const of = (layers: readonly unknown[], input = 784) => problems({ model: { input, layers } })
    const [dense, relu, logits] = digits
    expect(of(digits)).toEqual([])
    expect(of(digits, 100)).toEqual(['run.json: at model.input: expected 784, the pixels of an image, found 100'])
    expect(of([logits, relu, dense, relu])).toEqual([
      'run.json: at model.layers[2].out: expected 10 outputs, one for each digit, found 30',
    ])
    expect(of([relu])).toEqual(['run.json: at model.layers: expected 10 outputs, one for each digit, found 784'])
    expect(of([...digits, { layer: 'softmax' }], 100)).toEqual([
      'run.json: at model.input: expected 784, the pixels of an image, found 100',
      'run.json: at model.layers[3]: expected logits at the end, since the objective applies the last activation itself, found “softmax”. Leave this layer out.',
    ])
  })
})

describe('a run file that is damaged', () => {
  it('is taken whole or refused with sentences, and nothing is thrown', () => {
    fc.assert(damagedRunFiles, { numRuns: 1000 })
  })

  it('is sometimes taken and mostly refused, so that both are tried', () => {
    const answers = fc.sample(damaged, 300).map((text) => E.isRight(decode('run.json')(text)))
    const taken = answers.filter((each) => each).length
    expect(taken).toBeGreaterThan(3)
    expect(taken).toBeLessThan(250)
  })

  it('tells a hundred problems, and how many more there are', () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`x${i}`, i]))
    expect(problems(many).length).toBe(101)
    expect(problems(many)[100]).toBe('run.json: and 50 problems more.')
  })

  it('is refused in a moment, however it is blown up', () => {
    const layer = '{"layer":"dense","out":10},'
    ;[
      '['.repeat(100_000),
      `{"model":${'['.repeat(100_000)}`,
      `{"model":{"input":784,"layers":[${layer.repeat(2000).slice(0, -1)}]}}`,
      `{"optimizer":{"optimizer":"sgd","learningRate":${'{"schedule":"warmup","steps":1,"after":'.repeat(5000)}1${'}'.repeat(5000)}}}`,
      `{"optimizer":{"optimizer":"sgd","before":[${'{"transform":"nothing"},'.repeat(5000)}{"transform":"nothing"}]}}`,
      `{"hidden":[${'0,'.repeat(30_000)}0]}`,
      `{"optimizer":{"optimizer":"sgd","before":[${'0,'.repeat(30_000)}0]}}`,
      `{"model":{"input":784,"layers":[{"layer":"dense","out":9007199254740991},{"layer":"dense","out":9007199254740991}]}}`,
      `{"__proto__":{"epochs":3},"constructor":1}`,
      `{${Array.from({ length: 2000 }, (_, i) => `"epochs${i}":1`).join()}}`,
    ].forEach((text) => {
      expect(E.isLeft(decode('run.json')(text))).toBe(true)
      expect(judged(text)).toBe(undefined)
    })
  })
})

describe('--config', () => {
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(scratch, name), content)
    return join(scratch, name)
  }
  const told = async (argv: readonly string[]) => {
    const { options: answer } = await configure(argv)
    return E.isLeft(answer) ? answer.left.map((line) => line.replaceAll(`${scratch}/`, '')) : answer.right
  }

  it('reads the example that comes with the program', async () => {
    const example = resolve(import.meta.dirname, '../../examples/mnist/run.json')
    const read = await told(['--config', example, '--epochs', '1'])
    expect(read).toMatchObject({ _tag: 'Options', epochs: 1, batch: 100, optimizer: { optimizer: 'adam' } })
  })

  it('tells what is wrong with the file and with the options in one breath', async () => {
    const wrong = file('wrong.json', '{ "epochs": 0 }')
    expect(await told(['--config', wrong, '--batch', '0'])).toEqual([
      'wrong.json: at epochs: expected an integer from 1 to 10000, found 0',
      '--batch: expected an integer from 1 to 1000000, found 0.',
    ])
    expect(await told(['--config', wrong, '--help'])).toEqual({ _tag: 'Help' })
    expect(await told(['--config'])).toEqual(['--config: expected the path of a JSON file, found nothing.'])
    expect(await told(['--config', 'a', '--config', wrong])).toContain(
      `--config: expected once, found twice (a and ${wrong}). Keep one of them.`.replace(`${scratch}/`, ''),
    )
  })

  it('tells what is wrong with a file that cannot be read', async () => {
    mkdirSync(join(scratch, 'folder'))
    const of = (name: string) => told(['--config', join(scratch, name)])
    expect(await of('nowhere.json')).toEqual([
      'nowhere.json: expected a file of this name, found none. Put the file there, or give another path.',
    ])
    expect(await of('folder')).toEqual(['folder: expected a file, found a folder. Give the path of the file itself.'])
    file('latin.json', Uint8Array.of(0x7b, 0xff, 0x7d))
    expect(await of('latin.json')).toEqual([
      'latin.json, line 1: expected text in UTF-8, found the bytes ff 7d at byte 2. Save the file as UTF-8.',
    ])
    file('large.json', new Uint8Array(2 ** 17 + 1))
    expect(await of('large.json')).toEqual([
      'large.json: expected at most 131,072 bytes, found 131,073. The reader takes no larger file: give another one.',
    ])
    file('empty.json', '')
    expect((await of('empty.json')) as readonly string[]).toHaveLength(1)
  })
})
