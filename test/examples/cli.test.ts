/** `npm start` as a user meets it: a process of its own, its exit code, what it prints and what it leaves on the disk. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { idx } from '../data/folders.js'
import { bundle } from '../support/bundle.js'

const root = resolve(import.meta.dirname, '../..')

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly out: string
  readonly err: string
}

/** The command behind `npm start`, which one of the runs takes; the others run the same program in one file. */
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } }
const [, ...npmStart] = scripts.start.split(' ')
const program = [await bundle('examples/mnist.ts')]

/** Runs the example; `interrupt` is pressing Ctrl-C once the training shows that it has begun, which reaches the program twice, as under npm. */
const start = (args: readonly string[], interrupt = false, command = program): Promise<Ended> =>
  new Promise((settle, reject) => {
    const child = spawn(process.execPath, [...command, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let [out, err] = ['', '']
    child.stdout.on('data', (part: Buffer) => (out += String(part)))
    child.stderr.on('data', (part: Buffer) => {
      if (interrupt && err === '') [0, 20].forEach((wait) => setTimeout(() => child.kill('SIGINT'), wait))
      err += String(part)
    })
    child.on('error', reject)
    child.on('close', (code, signal) => settle({ code, signal, out, err }))
  })

/** Images in which a bright square stands where the label says, on some noise. */
const images = (labels: readonly number[]): Uint8Array =>
  idx(
    [labels.length, 28, 28],
    Uint8Array.from({ length: labels.length * 784 }, (_, i) => {
      const [row, column] = [Math.floor((i % 784) / 28), i % 28]
      const label = labels[Math.floor(i / 784)]
      const inside = Math.floor(row / 14) === Math.floor(label / 5) && Math.floor(column / 5) === label % 5
      return inside ? 255 : (i * 2654435761) % 50
    }),
  )

const labels = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => (i * 7) % 10)

const sound: Readonly<Record<string, Uint8Array>> = {
  'train-images-idx3-ubyte': images(labels(40)),
  'train-labels-idx1-ubyte': idx([40], labels(40)),
  't10k-images-idx3-ubyte': images(labels(20)),
  't10k-labels-idx1-ubyte': idx([20], labels(20)),
}

const scratch = mkdtempSync(join(tmpdir(), 'nabla-cli-'))

const folder = (name: string, files: Readonly<Record<string, Uint8Array | string>>): string => {
  const path = join(scratch, name)
  mkdirSync(path)
  Object.entries(files).forEach(([file, content]) => writeFileSync(join(path, file), content))
  return path
}

const data = folder('data', sound)
const outOf = (name: string): string => join(scratch, name, 'out')
const small = ['--data', data, '--batch', '7', '--seed', '3', '--epochs']

const diverging = [...small, '9', '--optimizer', 'sgd', '--learning-rate']

/** A run from a file: a network of its own, and what `small` says but for the epochs. */
const config = (name: string, content: object): string => {
  writeFileSync(join(scratch, name), JSON.stringify(content))
  return join(scratch, name)
}
const described = config('run.json', {
  epochs: 7,
  batch: 7,
  seed: 3,
  data,
  model: {
    input: 784,
    layers: [
      { layer: 'maxout', out: 20, pieces: 3 },
      { layer: 'dropout', rate: 0.2 },
      { layer: 'dense', out: 10 },
    ],
  },
  optimizer: {
    optimizer: 'momentum',
    learningRate: { schedule: 'cosine', initial: 0.1, steps: 24 },
    before: [{ transform: 'clipByGlobalNorm', norm: 5 }],
  },
})
const misspelt = config('misspelt.json', { epochs: 0, model: { input: 784, layers: [{ layer: 'dens', out: 10 }] } })
const elsewhere = config('elsewhere.json', { data: join(scratch, 'nowhere') })

const planned = {
  help: () => start(['--help', '--out', outOf('help')], false, npmStart),
  flags: () =>
    start(['--epoch', '5', '--bogus', '--batch', '0', '--learning-rate', 'NaN', '--hidden=', '--out', outOf('flags')]),
  places: () => start(['--data', join(scratch, 'nowhere'), '--out', join(data, 'train-labels-idx1-ubyte', 'out')]),
  damaged: () =>
    start([
      '--data',
      folder('damaged', {
        ...sound,
        'train-images-idx3-ubyte': sound['train-images-idx3-ubyte'].slice(0, 5000),
        't10k-labels-idx1-ubyte': idx([20], Object.assign([...labels(20)], { 3: 11, 5: 200 })),
        't10k-images-idx3-ubyte': '<html>404</html>',
      }),
      '--out',
      outOf('damaged'),
    ]),
  first: () => start([...small, '4', '--export', join(scratch, 'first', 'net.onnx'), '--out', outOf('first')]),
  second: () => start([...small, '4', '--export', join(scratch, 'second', 'net.onnx'), '--out', outOf('second')]),
  plain: () => start([...small, '4', '--engine', 'reference', '--out', outOf('plain')]),
  file: () =>
    start([
      '--config',
      described,
      '--epochs',
      '4',
      '--export',
      join(scratch, 'file', 'net.onnx'),
      '--out',
      outOf('file'),
    ]),
  elsewhere: () => start(['--config', elsewhere, '--batch', '0', '--out', outOf('elsewhere')]),
  misspelt: () => start(['--config', misspelt, '--batch', '0', '--out', outOf('misspelt')]),
  diverging: () => start([...diverging, '1e200', '--engine', 'reference', '--out', outOf('diverging')]),
  overflowing: () => start([...diverging, '1e38', '--out', outOf('overflowing')]),
  interrupted: () => start([...small, '10000', '--out', outOf('interrupted')], true),
  // One after another: begun, gone on with, and asked for what does not go together.
  kept: async () => {
    const kept = ['--checkpoint', join(scratch, 'run')]
    const begun = await start([...small, '2', ...kept, '--every', '4', '--out', outOf('begun')])
    const torn = join(scratch, 'run', readdirSync(join(scratch, 'run')).sort().slice(-1)[0])
    writeFileSync(torn, readFileSync(torn).subarray(0, 9000))
    const went = await start(['--data', data, ...kept, '--resume', '--epochs', '4', '--out', outOf('kept')])
    const again = await start([...small, '4', ...kept, '--out', outOf('again')])
    const other = await start([
      '--data',
      data,
      ...kept,
      '--resume',
      '--batch',
      '5',
      '--hidden',
      '9',
      '--out',
      outOf('again'),
    ])
    Object.assign(story, { begun, again, other, torn })
    return went
  },
  stopped: () =>
    start(
      [...small, '10000', '--checkpoint', join(scratch, 'stopped'), '--every', '7', '--out', outOf('stopped')],
      true,
    ),
} as const

/** What came of the runs before the last of `kept`. */
const story = {} as { readonly begun: Ended; readonly again: Ended; readonly other: Ended; readonly torn: string }

const runs = {} as Record<keyof typeof planned, Ended>

beforeAll(async () => {
  // Two at a time: the machine has two cores.
  const waiting = Object.entries(planned) as [keyof typeof planned, () => Promise<Ended>][]
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) runs[next[0]] = await next[1]()
  }
  await Promise.all([worker(), worker()])
}, 180_000)

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** What every refusal has in common. */
const refused = ({ code, signal, out, err }: Ended): readonly string[] => {
  expect([code, signal, out]).toEqual([2, null, ''])
  expect(err).not.toMatch(/^\s*at |node:internal|Error:/m)
  const lines = err.trimEnd().split('\n')
  expect(lines[0]).toMatch(/^Cannot start/)
  expect(lines[lines.length - 1]).toBe('npm start -- --help tells all options.')
  return lines.slice(1, -1).map((line) => line.trim())
}

describe('npm start', () => {
  it('tells its options and leaves with 0 when asked for help', () => {
    const { code, out, err } = runs.help
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('Usage: npm start -- [options]')
    expect(existsSync(outOf('help'))).toBe(false)
  })

  it('refuses unknown, misspelt and impossible options, all at once, with 2 and without a trace', () => {
    expect(refused(runs.flags)).toEqual([
      '--epoch: expected one of the options, found an unknown one. Did you mean --epochs?',
      expect.stringMatching(/^--bogus: expected one of the options, found an unknown one\. There are --epochs, /),
      '--batch: expected an integer from 1 to 1000000, found 0.',
      '--learning-rate: expected a finite number above 0, found NaN.',
      '--hidden: expected 1 to 30 integers from 1 to 10000, separated by commas, such as 256,128, found nothing.',
    ])
    expect(existsSync(join(scratch, 'flags'))).toBe(false)
  })

  it('refuses a folder of data that is not there together with one it cannot write to', () => {
    const [missing, unwritable, ...rest] = refused(runs.places)
    expect(missing).toContain(`${join(scratch, 'nowhere')}: expected a folder with the four IDX files of MNIST`)
    expect(unwritable).toContain(`${join(data, 'train-labels-idx1-ubyte', 'out')}: expected a folder to write into`)
    expect(rest).toEqual([])
  })

  it('refuses damaged files, each with what is wrong, and makes no folder', () => {
    const problems = refused(runs.damaged).map((line) => line.replace(join(scratch, 'damaged/'), ''))
    expect(problems).toEqual([
      'train-images-idx3-ubyte: expected 31,376 bytes for the shape [40, 28, 28] in its header, found 5,000. The file is cut short. Download the file again, or give another one.',
      expect.stringMatching(/^t10k-images-idx3-ubyte: expected an IDX file.*, found an HTML page/),
      't10k-labels-idx1-ubyte: expected labels from 0 to 9, found 11 at index 3, and 1 more above 9 after it. Download the file again, or give another one.',
    ])
    expect(existsSync(outOf('damaged'))).toBe(false)
  })

  it('trains, evaluates, and draws, down to a data set of 40 images', () => {
    const { code, out, err } = runs.first
    expect(err.trimEnd().split('\n').slice(-1)[0]).toMatch(
      /^epoch 4\/4 {2}iteration 24\/24 {2}loss 0\.\d{4} .*0:00 left$/,
    )
    expect(code).toBe(0)
    const lines = out.trimEnd().split('\n')
    expect(lines[0]).toBe('784-100-10, ReLU, adam 0.001, batch 7, 4 epochs, seed 3, engine: ONNX Runtime, float32')
    expect(lines[lines.length - 1]).toMatch(/^test accuracy (0\.[5-9]|1\.0)\d*$/)
    expect(lines.filter((line) => /^ {2}\d +\S+ %? +\S+ %$/.test(line)).length).toBe(10)
    expect(readdirSync(outOf('first')).sort()).toEqual(['digits.svg', 'loss.svg'])
    ;['digits.svg', 'loss.svg'].forEach((name) =>
      expect(readFileSync(join(outOf('first'), name), 'utf8')).toMatch(/^<svg [^]*<\/svg>\n$/),
    )
  })

  it('prints and draws the same numbers for the same seed', () => {
    const told = ({ out }: Ended): string => out.replace(/^(pictures|model):.*$/gm, '')
    expect(told(runs.second)).toBe(told(runs.first))
    // The curve holds every loss to a thousandth of a pixel; that states are equal to the bit is held in test/train.
    ;['digits.svg', 'loss.svg'].forEach((name) =>
      expect(readFileSync(join(outOf('second'), name))).toEqual(readFileSync(join(outOf('first'), name))),
    )
  })

  it('writes a model that a runtime of ONNX takes by itself', async () => {
    const ort = await import('onnxruntime-node')
    const session = await ort.InferenceSession.create(join(scratch, 'first', 'net.onnx'))
    const pixels = new ort.Tensor('float32', new Float32Array(3 * 784), [3, 784])
    const { output } = await session.run({ input: pixels })
    expect(output.dims).toEqual([3, 10])
    const sums = [0, 1, 2].map((row) => Array.from(output.data as Float32Array).slice(10 * row, 10 * row + 10))
    sums.forEach((row) => expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5))
    expect(readFileSync(join(scratch, 'second', 'net.onnx'))).toEqual(readFileSync(join(scratch, 'first', 'net.onnx')))
  })

  it('trains with the reference engine where it is asked for, to much the same end', () => {
    const { code, out } = runs.plain
    expect(code).toBe(0)
    expect(out).toContain('seed 3, engine: plain TypeScript (float64)\n')
    const lossOf = ({ out: text }: Ended): number => Number(/test loss (\S+)/.exec(text)?.[1])
    expect(Math.abs(lossOf(runs.plain) - lossOf(runs.first))).toBeLessThan(1e-3)
  })

  it('trains what a file describes, options before it', () => {
    const { code, out, err } = runs.file
    expect([code, err.includes('iteration 24/24')]).toEqual([0, true])
    expect(out.split('\n')[0]).toBe(
      '784 → maxout 20 of 3 → dropout 0.2 → dense 10, momentum 0.1 to 0 by a cosine of 24 steps, clipByGlobalNorm 5, batch 7, 4 epochs, seed 3, engine: ONNX Runtime, float32',
    )
    expect(Number(/test accuracy (\S+)/.exec(out)?.[1])).toBeGreaterThan(0.5)
    expect(readdirSync(join(scratch, 'file')).sort()).toEqual(['net.onnx', 'out'])
  })

  it('refuses what is wrong with a file and with the options, all at once', () => {
    expect(refused(runs.misspelt).map((line) => line.replace(`${scratch}/`, ''))).toEqual([
      'misspelt.json: at epochs: expected an integer from 1 to 10000, found 0',
      expect.stringMatching(
        /^misspelt\.json: at model\.layers\[0\]\.layer: expected one of dense, .*, found “dens”\. Did you mean “dense”\?$/,
      ),
      '--batch: expected an integer from 1 to 1000000, found 0.',
    ])
    expect(existsSync(join(scratch, 'misspelt'))).toBe(false)
    expect(refused(runs.elsewhere)).toEqual([
      '--batch: expected an integer from 1 to 1000000, found 0.',
      expect.stringContaining(`${join(scratch, 'nowhere')}: expected a folder with the four IDX files of MNIST`),
    ])
  })

  it('says where a run left the range of float32', () => {
    const { code, err } = runs.overflowing
    expect(code).toBe(1)
    expect(err).toMatch(
      /\n(The loss became (NaN|Infinity)|A parameter became infinite or NaN) in epoch 1, iteration \d+ /,
    )
    expect(readdirSync(outOf('overflowing'))).toEqual([])
  })

  it('says where a run diverged, and leaves with 1', () => {
    const { code, out, err } = runs.diverging
    expect(code).toBe(1)
    expect(err).toMatch(
      /\nThe loss became (NaN|∞) in epoch 1, iteration \d+ \(7 rows, the first is row \d+\)\. It began in .*\. The learning rate is too high: \S+, where gradient descent on this batch is stable up to about .*\. The last good state is kept/,
    )
    expect(out).not.toContain('test accuracy')
    expect(readdirSync(outOf('diverging'))).toEqual([])
  })

  it('stops at Ctrl-C, says how far it came, and leaves with 130 and nothing half written', () => {
    const { code, signal, err } = runs.interrupted
    expect(err).toMatch(/\nStopped after \d+ iterations?\.\nNothing of it is kept\. With --checkpoint <folder> .*\n$/)
    // On a machine that is busy, the second signal may still come too late and end the program itself; a shell tells 130 for both.
    expect([
      [130, null],
      [null, 'SIGINT'],
    ]).toContainEqual([code, signal])
    expect(err).not.toMatch(/^\s*at /m)
    expect(readdirSync(outOf('interrupted'))).toEqual([])
  })

  it('goes on with a run from the state before a torn one, and draws what a run of its own draws', () => {
    const { code, out, err } = runs.kept
    expect([story.begun.code, code]).toEqual([0, 0])
    expect(err).toContain(`${story.torn} is not a whole checkpoint, so the one before it is used.`)
    expect(out).toMatch(/Going on from .*checkpoint-0+1[01]\.safetensors, after 1[01] iterations\./)
    expect(readFileSync(join(outOf('kept'), 'digits.svg'))).toEqual(readFileSync(join(outOf('first'), 'digits.svg')))
    expect(out.match(/test loss .*/)?.[0]).toBe(runs.first.out.match(/test loss .*/)?.[0])
  })

  it('refuses a new run where there is one, and one that cannot be gone on with like this', () => {
    expect(refused(story.again)).toEqual([
      expect.stringMatching(/^--checkpoint: expected a folder without a run, found .*Go on with it by --resume/),
    ])
    expect(refused(story.other)).toEqual([
      expect.stringMatching(/^--batch: expected 7, with which the run in .* was started, found 5\./),
      expect.stringMatching(/^--hidden: expected \[100\], with which .* found \[9\]\./),
    ])
  })

  it('keeps the run at Ctrl-C, and says how to go on with it', () => {
    const { err } = runs.stopped
    expect(err).toMatch(
      /\nStopped after \d+ iterations?\.\nThe run is kept in .*checkpoint-\d+\.safetensors\.\nnpm start -- --checkpoint .* --resume goes on with it\.\n$/,
    )
  })
})
