import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'

import { explain, help, parse, places, usual } from '../../examples/mnist/options.js'

const words = (line: string): readonly string[] => line.split(' ').filter((word) => word !== '')

const problems = (line: string): readonly string[] => {
  const result = parse(words(line))
  return E.isLeft(result) ? result.left : []
}

const defaults = {
  _tag: 'Options',
  epochs: 3,
  batch: 100,
  optimizer: usual('adam'),
  hidden: [100],
  model: O.none,
  seed: 1,
  data: O.none,
  out: 'out',
  engine: 'auto',
  export: O.none,
  checkpoint: O.none,
  every: 500,
  resume: false,
}

const unknown = (flag: string, meant: string): string =>
  `${flag}: expected one of the options, found an unknown one. Did you mean --${meant}?`

describe('parse', () => {
  it('gives the defaults where nothing is asked for', () => {
    expect(parse([])).toEqual(E.right(defaults))
  })

  it('reads every option, with a space or an equals sign', () => {
    expect(
      parse(
        words(
          '--epochs 5 --batch=32 --optimizer sgd --learning-rate 5e-2 --hidden 256,128 --seed 0 --data d --out=o --engine reference --export m.onnx --checkpoint c --every=20 --resume',
        ),
      ),
    ).toEqual(
      E.right({
        _tag: 'Options',
        epochs: 5,
        batch: 32,
        optimizer: { optimizer: 'sgd', learningRate: 0.05, before: [], frozen: [] },
        hidden: [256, 128],
        model: O.none,
        seed: 0,
        data: O.some('d'),
        out: 'o',
        engine: 'reference',
        export: O.some('m.onnx'),
        checkpoint: O.some('c'),
        every: 20,
        resume: true,
      }),
    )
  })

  it('takes the default rate from the optimizer', () => {
    expect(parse(words('--optimizer sgd'))).toEqual(
      E.right({ ...defaults, optimizer: { optimizer: 'sgd', learningRate: 0.1, before: [], frozen: [] } }),
    )
  })

  it('gives help when asked, whatever else is there', () => {
    expect(parse(['--help'])).toEqual(E.right({ _tag: 'Help' }))
    expect(parse(words('-h'))).toEqual(E.right({ _tag: 'Help' }))
    expect(parse(words('--epochs x --bogus --help'))).toEqual(E.right({ _tag: 'Help' }))
  })

  it('refuses a misspelt flag and says which was probably meant, without stumbling over its value', () => {
    expect(problems('--epoch 5')).toEqual([unknown('--epoch', 'epochs')])
    expect(problems('--optmizer=adam')).toEqual([unknown('--optmizer', 'optimizer')])
    expect(problems('--learning_rate 1')).toEqual([unknown('--learning_rate', 'learning-rate')])
    expect(problems('--lr 1 --batch-size 3')).toEqual([
      unknown('--lr', 'learning-rate'),
      unknown('--batch-size', 'batch'),
    ])
    expect(problems('-epochs 5')).toEqual([unknown('-epochs', 'epochs')])
    expect(problems('--hlep')).toEqual([unknown('--hlep', 'help')])
  })

  it('refuses to go on with a run that has no folder', () => {
    expect(problems('--resume')).toEqual([
      '--resume: expected the folder of the run with --checkpoint, found none. Give it.',
    ])
    expect(problems('--resume=yes --checkpoint c --every 0')).toEqual([
      '--resume: expected no value, found yes. Write --resume alone.',
      '--every: expected an integer from 1 to 1000000, found 0.',
    ])
  })

  it('refuses an unknown flag and lists those there are', () => {
    expect(problems('--verbose')).toEqual([
      '--verbose: expected one of the options, found an unknown one. There are --epochs, --batch, --optimizer, --learning-rate, --hidden, --seed, --data, --out, --engine, --export, --config, --checkpoint, --every, --resume, --help.',
    ])
    expect(problems('--__proto__ 1 --constructor=2').length).toBe(2)
  })

  it('refuses values out of range, NaN, and what is no decimal number, all at once', () => {
    expect(
      problems('--epochs NaN --batch 0 --optimizer adm --learning-rate -1 --hidden 3,,4 --seed 1.5 --data= --bogus 7'),
    ).toEqual([
      expect.stringContaining('--bogus: expected one of the options, found an unknown one.'),
      '--epochs: expected an integer from 1 to 10000, found NaN.',
      '--batch: expected an integer from 1 to 1000000, found 0.',
      '--optimizer: expected one of sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw, found adm.',
      '--learning-rate: expected a finite number above 0, found -1.',
      '--hidden: expected 1 to 30 integers from 1 to 10000, separated by commas, such as 256,128, found 3,,4.',
      '--seed: expected an integer from 0 to 4294967295, found 1.5.',
      '--data: expected the path of a folder, found nothing.',
    ])
    ;['NaN', 'Infinity', '1e999', '0', '1e-999', '0x1', '1_0', '1,5', ''].forEach((rate) =>
      expect(problems(`--learning-rate=${rate}`)).toEqual([
        `--learning-rate: expected a finite number above 0, found ${rate === '' ? 'nothing' : rate}.`,
      ]),
    )
  })

  it('refuses a flag without its value, given twice, or with one it does not take', () => {
    expect(problems('--epochs --batch 5')).toEqual(['--epochs: expected an integer from 1 to 10000, found nothing.'])
    expect(problems('--epochs -3')).toEqual(['--epochs: expected an integer from 1 to 10000, found -3.'])
    expect(problems('--seed 1 --seed 2')).toEqual(['--seed: expected once, found twice (1 and 2). Keep one of them.'])
    expect(problems('--help=me')).toEqual(['--help: expected no value, found me. Write --help alone.'])
  })

  it('looks for no folder or file where a value is missing', () => {
    expect(places(words('--data --out o --config --epochs 5'))).toEqual({
      data: O.none,
      out: O.some('o'),
      config: O.none,
      checkpoint: O.none,
    })
  })

  it('says how to pass options through npm when bare words arrive', () => {
    expect(problems('5')).toEqual([
      '5: expected options only, found a bare word. Options begin with two dashes; after npm start they come after another two: npm start -- --epochs 5.',
    ])
  })

  it('never throws, and accepts only finite numbers in range', () => {
    const word = fc.oneof(
      fc.constantFrom(
        '--epochs',
        '--batch=',
        '--hidden',
        '--learning-rate',
        '--help=',
        '-h',
        '--',
        '-',
        '--seed=3',
        '5',
        '-1',
      ),
      fc.string({ maxLength: 12 }),
      fc.string({ maxLength: 8 }).map((text) => `--${text}`),
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
        const result = parse(argv)
        return E.isLeft(result)
          ? result.left.length > 0 && result.left.every((sentence) => sentence.includes(': expected '))
          : result.right._tag === 'Help' ||
              (result.right.epochs >= 1 && Number(result.right.optimizer.learningRate) > 0)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the words', () => {
  it('help names every option with its default', () => {
    ;['--epochs', '--batch', '--optimizer', '--learning-rate', '--hidden', '--seed', '--data', '--out'].forEach(
      (flag) => expect(help).toMatch(new RegExp(`^  ${flag} <.*\\(default`, 'm')),
    )
    expect(help).toMatch(/^ {2}--export </m)
    expect(help).toMatch(/^ {2}--config </m)
    expect(help).toContain('--help')
  })

  it('explain lists every problem on its own line', () => {
    expect(explain(['a.'])).toBe('Cannot start:\n  a.\nnpm start -- --help tells all options.')
    expect(explain(['a.', 'b.'])).toBe(
      'Cannot start, for 2 reasons:\n  a.\n  b.\nnpm start -- --help tells all options.',
    )
  })
})
