import * as Plot from '@observablehq/plot'
import type { run } from './31-epoch-iteration.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'

type V = Values<typeof run>

export const figures = (values: V): readonly Figure[] => [timeline(values), iterations(values)]

/** The run as bars: epochs, iterations and samples. */
const timeline = ({ samples: N, batchSize: B, epochs: E, batches, states }: V): Figure => {
  // From the top: the run, its epochs, their iterations, their samples. The unit is a sample.
  const bar = (r: number, from: number, to: number, label: string, fill: string, ink: string) => ({
    r,
    from,
    to,
    label,
    fill,
    ink,
  })
  const places = batches.map((rows, i) => ({ rows, from: batches.slice(0, i).flat().length }))
  const bars = [
    bar(
      0,
      0,
      E * N,
      `학습 전체 the run: ${E} 에폭 epochs = ${states[states.length - 1].iteration} 반복 iterations = ${E * N} 표본 samples`,
      colors.ink,
      'white',
    ),
    ...Array.from({ length: E }, (_, e) =>
      bar(1, e * N, (e + 1) * N, `에폭 epoch ${e + 1}: ${Math.ceil(N / B)} 반복 iterations`, colors.blue, 'white'),
    ),
    ...places.map(({ rows, from }, i) => bar(2, from, from + rows.length, String(i + 1), colors.sky, colors.ink)),
    ...places.flatMap(({ rows, from }) =>
      rows.map((row, k) => bar(3, from + k, from + k + 1, String(row), colors.pale, colors.ink)),
    ),
  ]
  return {
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
  }
}

/** Iterations per epoch by the number of samples and the batch size. */
const iterations = ({ counts, sizes, table }: V): Figure => {
  const columns = ['N', ...sizes.map((B_) => `B = ${B_.toLocaleString('en-US')}`)]
  const cells = [
    ...columns.map((label, c) => ({ label: c === 0 ? 'N \\ B' : label, c, r: 0 })),
    ...counts.flatMap((n, r) => [
      { label: n.toLocaleString('en-US'), c: 0, r: r + 1 },
      ...sizes.map((b, c) => ({
        label: table.find((t) => t.count === n && t.size === b)?.iterations.toLocaleString('en-US') ?? '—',
        c: c + 1,
        r: r + 1,
      })),
    ]),
  ]
  return {
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
              r === 0 || c === 0
                ? colors.blue
                : counts[r - 1] === 60000 && sizes[c - 1] === 100
                  ? colors.orange
                  : colors.pale,
          }),
          Plot.text(cells, {
            x: ({ c }: { readonly c: number }) => c + 0.9,
            y: ({ r }: { readonly r: number }) => r + 0.5,
            text: 'label',
            textAnchor: 'end',
            fontSize: 13,
            fill: ({ r, c }: { readonly r: number; readonly c: number }) => (r === 0 || c === 0 ? 'white' : colors.ink),
          }),
        ],
      },
    ],
  }
}
