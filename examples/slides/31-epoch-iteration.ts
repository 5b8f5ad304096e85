/**
 * Epoch and iteration: how often a sample is used, and how many batches that takes.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { text } from './31-epoch-iteration.text.js'
import { expectEqual, expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { colors } from './render.js'

/** A data set of some size whose rows are only counted. */
const counted = (count: number): Data.Dataset<null, null> => ({ count, take: () => ({ inputs: null, targets: null }) })

/** Iterations per epoch, by walking through one. */
const iterationsPerEpoch = (count: number, size: number, dropLast = false): number =>
  [...Data.batches(counted(count), { size, dropLast })].length

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()

  const counts = [100, 1000, 10000, 60000]
  const sizes = [1, 32, 100, 128, 512, 60000]
  const table = counts.flatMap((N) =>
    sizes.filter((B) => B <= N).map((B) => ({ N, B, iterations: iterationsPerEpoch(N, B) })),
  )
  say('      N       B   iterations per epoch   last batch')
  table.forEach(({ N, B, iterations }) => {
    const last = N - (iterations - 1) * B
    say(
      `${String(N).padStart(7)} ${String(B).padStart(7)} ${String(iterations).padStart(12)}           ${String(last).padStart(6)}`,
    )
    expectEqual(`⌈${N}/${B}⌉`, iterations, Math.ceil(N / B))
    expectEqual(`⌊${N}/${B}⌋, the last one dropped`, iterationsPerEpoch(N, B, true), Math.floor(N / B))
  })

  // A run of three epochs: 10 samples in batches of 3.
  const [N, B, E] = [10, 3, 3]
  const data = Data.fromTensors(
    T.fromArray(
      Array.from({ length: N }, (_, i) => i / N),
      [N, 1],
    ),
    T.zeros([N, 1]),
  )
  const trainer = Train.trainer({ model: L.dense(1, 1), objective: Objective.regression(1), optimizer: O.sgd() })
  const seed = Seed.fromNumber(31)
  const batches = Array.from({ length: E }, (_, epoch) => [...Data.batches(data, { size: B, seed, epoch })]).flat()
  const states = batches.reduce<readonly ReturnType<typeof trainer.start>[]>(
    (done, batch) => [...done, trainer.step(done[done.length - 1], batch)],
    [trainer.start(seed)],
  )
  say(`N = ${N}, B = ${B}, ${E} epochs: after each step (epoch, position, iteration)`)
  say(states.map(({ epoch, position, iteration }) => `(${epoch}, ${position}, ${iteration})`).join(' '))
  const end = states[states.length - 1]
  expectEqual('epochs in the end', end.epoch, E)
  expectEqual('iterations in the end', end.iteration, E * Math.ceil(N / B))
  const used = batches.flatMap(({ rows }) => rows)
  expectThat(
    'each sample was used once in each epoch',
    Array.from({ length: N }, (_, row) => used.filter((r) => r === row).length).every((times) => times === E),
  )
  const mnist = iterationsPerEpoch(60000, 100)
  say(`MNIST, batch 100: ${mnist} iterations an epoch, ${3 * mnist} in three epochs`)
  expectEqual('MNIST', mnist, 600)
  const empty = pipe(Data.batches(data, { size: B, dropLast: true }), (all) => [...all].length)
  say(`with dropLast: ${empty} iterations an epoch, ${N - empty * B} sample left out`)

  /** The bars: the run, its epochs, their iterations, their samples; all in units of samples. */
  const bar = (r: number, from: number, to: number, label: string, fill: string, ink: string) => ({
    r,
    from,
    to,
    label,
    fill,
    ink,
  })
  const places = batches.map((batch, i) => ({
    batch,
    from: batches.slice(0, i).reduce((s, { rows }) => s + rows.length, 0),
  }))
  const bars = [
    bar(
      0,
      0,
      E * N,
      `학습 전체 the run: ${E} 에폭 epochs = ${end.iteration} 반복 iterations = ${E * N} 표본 samples`,
      colors.ink,
      'white',
    ),
    ...Array.from({ length: E }, (_, e) =>
      bar(1, e * N, (e + 1) * N, `에폭 epoch ${e + 1}: ${Math.ceil(N / B)} 반복 iterations`, colors.blue, 'white'),
    ),
    ...places.map(({ batch, from }, i) =>
      bar(2, from, from + batch.rows.length, String(i + 1), colors.sky, colors.ink),
    ),
    ...places.flatMap(({ batch, from }) =>
      batch.rows.map((row, k) => bar(3, from + k, from + k + 1, String(row), colors.pale, colors.ink)),
    ),
  ]

  const columns = ['N', ...sizes.map((B_) => `B = ${B_.toLocaleString('en-US')}`)]
  const cells = [
    ...columns.map((label, c) => ({ label: c === 0 ? 'N \\ B' : label, c, r: 0 })),
    ...counts.flatMap((n, r) => [
      { label: n.toLocaleString('en-US'), c: 0, r: r + 1 },
      ...sizes.map((b, c) => ({
        label: table.find((t) => t.N === n && t.B === b)?.iterations.toLocaleString('en-US') ?? '—',
        c: c + 1,
        r: r + 1,
      })),
    ]),
  ]

  return {
    printed,
    figures: [
      {
        name: '31-bars',
        columns: 1,
        caption: {
          ko: '표본 10개, 배치 크기 3, 3 에폭. 한 에폭은 네 번의 반복이고 그 마지막 배치는 표본 하나뿐이다. 맨 아래 수는 표본의 번호로, 에폭마다 순서가 다르다.',
          en: '10 samples, batch size 3, 3 epochs. An epoch is four iterations, the last with a single sample. The numbers at the bottom are those of the samples, in another order each epoch.',
        },
        panels: [
          {
            width: 940,
            height: 220,
            marginLeft: 116,
            marginTop: 10,
            marginBottom: 10,
            marginRight: 8,
            x: { axis: null, domain: [0, E * N] },
            y: { axis: null, domain: [0, 4], reverse: true },
            marks: [
              Plot.rect(bars, {
                x1: 'from',
                x2: 'to',
                y1: ({ r }: { readonly r: number }) => r + 0.06,
                y2: ({ r }: { readonly r: number }) => r + 0.94,
                fill: 'fill',
                insetLeft: 1,
                insetRight: 1,
                rx: 3,
              }),
              Plot.text(bars, {
                x: ({ from, to }: { readonly from: number; readonly to: number }) => (from + to) / 2,
                y: ({ r }: { readonly r: number }) => r + 0.5,
                text: 'label',
                fill: 'ink',
                fontSize: 12,
              }),
              Plot.text(['학습 run', '에폭 epoch', '반복 iteration', '표본 sample'], {
                x: 0,
                y: (_: unknown, i: number) => i + 0.5,
                text: (d: string) => d,
                textAnchor: 'end',
                dx: -8,
                fontSize: 12,
              }),
            ],
          },
        ],
      },
      {
        name: '31-table',
        columns: 1,
        caption: {
          ko: '한 에폭의 반복 수 ⌈N/B⌉. MNIST(N = 60,000)를 배치 100으로 한 번 다 보려면 600번 반복한다.',
          en: 'Iterations in an epoch, ⌈N/B⌉. To go once through MNIST (N = 60,000) in batches of 100 takes 600 iterations.',
        },
        panels: [
          {
            width: 760,
            height: 210,
            marginLeft: 8,
            marginRight: 8,
            marginTop: 8,
            marginBottom: 8,
            x: { axis: null, domain: [0, columns.length] },
            y: { axis: null, domain: [0, counts.length + 1], reverse: true },
            marks: [
              Plot.rect(cells, {
                x1: 'c',
                x2: ({ c }: { readonly c: number }) => c + 1,
                y1: 'r',
                y2: ({ r }: { readonly r: number }) => r + 1,
                inset: 1.5,
                rx: 3,
                fill: ({ r, c }: { readonly r: number; readonly c: number }) =>
                  r === 0 || c === 0 ? colors.blue : r === 4 && c === 3 ? colors.orange : colors.pale,
              }),
              Plot.text(cells, {
                x: ({ c }: { readonly c: number }) => c + 0.9,
                y: ({ r }: { readonly r: number }) => r + 0.5,
                text: 'label',
                textAnchor: 'end',
                fontSize: 13,
                fill: ({ r, c }: { readonly r: number; readonly c: number }) =>
                  r === 0 || c === 0 ? 'white' : colors.ink,
              }),
            ],
          },
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
