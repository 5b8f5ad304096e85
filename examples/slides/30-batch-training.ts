/**
 * Batch training: a deck of samples, shuffled and cut; how fast, and with how much memory, at each size.
 */
import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as Loss from 'nabla-ts/Loss'
import * as M from 'nabla-ts/Model'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import { text } from './30-batch-training.text.js'
import { expectEqual, expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { colors } from './render.js'

const seed = Seed.fromNumber(30)

/** The slides' network for MNIST, on random pixels: it is as fast on these. */
const network = pipe(
  M.named('hidden', L.dense(784, 100)),
  M.map(A.relu),
  M.andThen(M.named('logits', L.dense(100, 10))),
)
const params = network.init(seed)
type Params = typeof params

const forward = (inputs: T.Tensor<[number, 784]>, targets: T.Tensor<[number]>) => (p: Params) =>
  pipe(network.apply(p)(inputs), Loss.softmaxCrossEntropy<[number]>(targets)<[number, number]>)

const pixels = (size: number) => ({
  inputs: Seed.uniform([size, 784])(Seed.child(size)(seed)),
  targets: T.fromArray(
    Array.from({ length: size }, (_, i) => i % 10),
    [size],
  ),
})

/** Memory behind tensors, after what is not needed any more has been collected. */
const megabytes = (() => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  return (times: number) => {
    // Memory of collected arrays is given back in the background, and counted as given back by the next collection.
    for (let i = 0; i < times; i++) collect()
    return process.memoryUsage().arrayBuffers / 2 ** 20
  }
})()

/** What a batch needs while it is learned from: its pixels, and what the forward pass keeps for the backward pass. */
const memory = (size: number): number => {
  const before = megabytes(2)
  const { inputs, targets } = pixels(size)
  const { pullback } = D.vjp(forward(inputs, targets))(params)
  const after = megabytes(1)
  // Used once more, so that nothing is collected before the memory is read.
  pullback(T.scalar(1))
  return after - before
}

/** Samples per second, forward and backward: the best of some runs, since a machine may be busy. */
const speed = (size: number): number => {
  const { inputs, targets } = pixels(size)
  const once = () => {
    const from = performance.now()
    D.grad(forward(inputs, targets))(params)
    return (performance.now() - from) / 1000
  }
  once()
  const runs = size >= 512 ? 2 : size >= 64 ? 4 : 12
  return size / Math.min(...Array.from({ length: runs }, once))
}

const count = 20
const cut = 6

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const deck = Data.fromTensors(
    T.fromArray(
      Array.from({ length: count }, (_, i) => i),
      [count, 1],
    ),
    T.zeros([count]),
  )
  const epochs = [0, 1, 2, 3, 4].map((epoch) => [...Data.batches(deck, { size: cut, seed, epoch })])
  epochs.forEach((batches, epoch) => say(`epoch ${epoch}: ${batches.map(({ rows }) => rows.join(' ')).join(' | ')}`))
  expectEqual('batches in an epoch', epochs[0].length, Math.ceil(count / cut))
  expectEqual('rows of the last batch', epochs[0][3].rows.length, count % cut)
  expectThat(
    'each sample once in an epoch',
    epochs.every((batches) =>
      batches
        .flatMap(({ rows }) => rows)
        .sort((a, b) => a - b)
        .every((row, i) => row === i),
    ),
  )
  expectThat(
    'another order in each',
    new Set(epochs.map((batches) => batches.flatMap(({ rows }) => rows).join())).size === 5,
  )
  expectEqual(
    'the same seed, the same batches',
    [...Data.batches(deck, { size: cut, seed, epoch: 0 })].map(({ rows }) => rows.join()).join('|'),
    epochs[0].map(({ rows }) => rows.join()).join('|'),
  )

  // The mean over equal parts is the mean over the whole: gradients too.
  const whole = pixels(12)
  const part = (from: number) =>
    D.grad(
      forward(
        T.slice(0, from, from + 4)(whole.inputs) as T.Tensor<[number, 784]>,
        T.slice(0, from, from + 4)(whole.targets),
      ),
    )(params)
  const bias = (p: Params) => T.toFlat(p.logits.bias)
  const [a, b, c] = [0, 4, 8].map((from) => bias(part(from)))
  expectThat(
    'the mean gradient of three equal batches is that of all twelve',
    bias(D.grad(forward(whole.inputs, whole.targets))(params)).every(
      (g, i) => Math.abs(g - (a[i] + b[i] + c[i]) / 3) < 1e-15,
    ),
  )

  const sizes = [1, 4, 16, 64, 256, 1024]
  // Before the speeds, which leave much behind; once for nothing, so that what was left behind earlier is gone.
  memory(1)
  const held = sizes.map(memory)
  const measured = sizes.map((size, i) => ({ size, speed: speed(size), memory: held[i] }))
  say('measured on this machine, 784-100-10, float64:')
  measured.forEach((m) =>
    say(
      `  batch ${String(m.size).padStart(4)}: ${Math.round(m.speed).toLocaleString('en-US').padStart(8)} samples/s, ${m.memory.toFixed(2).padStart(6)} MB`,
    ),
  )
  // Time and memory are the machine's, and told, not asserted: what else it does may turn any order around.
  const times = (a: number, b: number): string => (a / b).toFixed(1)
  say(`64 at a time are ${times(measured[3].speed, measured[0].speed)} times as fast as one at a time,`)
  say(`and 1024 need ${times(measured[5].memory, measured[3].memory)} times the memory of 64`)
  const perSample = (measured[5].memory - measured[4].memory) / (1024 - 256)
  say(
    `${(perSample * 1024).toFixed(1)} kB a sample: all 60,000 at once would take ${(perSample * 60000).toFixed(0)} MB`,
  )

  /** Where each card lies: the deck in its own order above, below it the epochs, a gap between batches. */
  const rowsOf = [
    { label: '자료 data', cards: Array.from({ length: count }, (_, i) => ({ row: i, at: i, batch: 0 })) },
    ...epochs.map((batches, epoch) => ({
      label: `에폭 epoch ${epoch}`,
      cards: batches.flatMap(({ rows, index }) =>
        rows.map((row, i) => ({ row, at: index * cut + i + 0.6 * index, batch: index })),
      ),
    })),
  ].map(({ label, cards }, r) => ({ label, r, cards: cards.map((card) => ({ ...card, r })) }))
  const cards = rowsOf.flatMap(({ cards: all }) => all)
  // From dark to light, so that the order of the deck can still be seen after shuffling.
  const shade = (row: number): string => {
    const t = row / (count - 1)
    const mix = (from: number, to: number) => Math.round(from + t * (to - from))
    return `rgb(${mix(0x1f, 0xf2)}, ${mix(0x5f, 0xc0)}, ${mix(0xa8, 0x7a)})`
  }

  const around = (of: 'speed' | 'memory') => [
    Math.min(...measured.map((m) => m[of])) / 1.6,
    Math.max(...measured.map((m) => m[of])) * 1.6,
  ]

  return {
    printed,
    figures: [
      {
        name: '30-deck',
        columns: 1,
        caption: {
          ko: '표본 20개의 카드(위)를 에폭마다 새로 섞어 여섯 장씩 자른다. 마지막 배치는 두 장이다. 에폭마다 모든 카드가 꼭 한 번 나온다.',
          en: 'A deck of 20 samples (top), shuffled anew for each epoch and cut into sixes. The last batch has two. Every card comes exactly once in each epoch.',
        },
        panels: [
          {
            width: 860,
            height: 290,
            marginLeft: 100,
            marginTop: 26,
            marginBottom: 10,
            x: { axis: null, domain: [-0.3, 22.3] },
            y: { axis: null, domain: [-0.1, 6], reverse: true },
            marks: [
              Plot.rect(cards, {
                x1: ({ at }: { readonly at: number }) => at + 0.05,
                x2: ({ at }: { readonly at: number }) => at + 0.95,
                y1: ({ r }: { readonly r: number }) => r + (r === 0 ? 0 : 0.15),
                y2: ({ r }: { readonly r: number }) => r + (r === 0 ? 0.75 : 0.9),
                fill: ({ row }: { readonly row: number }) => shade(row),
                rx: 3,
              }),
              Plot.text(cards, {
                x: ({ at }: { readonly at: number }) => at + 0.5,
                y: ({ r }: { readonly r: number }) => r + (r === 0 ? 0.375 : 0.525),
                text: ({ row }: { readonly row: number }) => String(row),
                fill: ({ row }: { readonly row: number }) => (row < 11 ? 'white' : colors.ink),
                fontSize: 12,
              }),
              Plot.text(rowsOf, {
                x: -0.3,
                y: ({ r }: { readonly r: number }) => r + (r === 0 ? 0.375 : 0.525),
                text: 'label',
                textAnchor: 'end',
                dx: -8,
                fontSize: 12,
              }),
              Plot.text([0, 1, 2, 3], {
                x: (i: number) => i * (cut + 0.6) + (i < 3 ? cut / 2 : 1),
                y: 0.98,
                text: (i: number) => `배치 batch ${i}`,
                fontSize: 11,
                fill: colors.grey,
              }),
            ],
          },
        ],
      },
      {
        name: '30-measured',
        columns: 2,
        caption: {
          ko: '784-100-10, 순전파와 역전파, 이 컴퓨터에서 잰 값(두 축 모두 로그). 왼쪽: 초당 표본 수. 오른쪽: 배치의 픽셀과, 역전파를 위해 기억해 두는 값들의 MB.',
          en: '784-100-10, forward and backward, measured on this machine (both axes logarithmic). Left: samples a second. Right: MB of the pixels of a batch and of what is kept for the backward pass.',
        },
        panels: [
          {
            y: 'speed',
            label: '초당 표본 수 samples/s',
            format: (v: number) => v.toLocaleString('en-US'),
            colour: colors.blue,
            domain: around('speed'),
            ticks: [1, 2, 5].flatMap((d) => [10, 100, 1000, 10000].map((t) => d * t)),
          },
          {
            y: 'memory',
            label: '메모리 memory (MB)',
            format: String,
            colour: colors.red,
            domain: around('memory'),
            ticks: [0.001, 0.01, 0.1, 1, 10, 100],
          },
        ].map(({ y, label, format, colour, domain, ticks }) => ({
          width: 460,
          height: 310,
          marginLeft: 62,
          marginTop: 24,
          x: {
            label: '배치 크기 batch size',
            type: 'log' as const,
            base: 2,
            domain: [0.8, 1300],
            ticks: sizes,
            tickFormat: String,
          },
          y: {
            label,
            labelAnchor: 'center' as const,
            labelOffset: 54,
            type: 'log' as const,
            domain,
            ticks: ticks.filter((t) => t >= domain[0] && t <= domain[1]),
            tickFormat: format,
            grid: true,
          },
          marks: [
            Plot.line(measured, { x: 'size', y, stroke: colour, strokeWidth: 2 }),
            Plot.dot(measured, { x: 'size', y, fill: colour, r: 4.5 }),
          ],
        })),
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
