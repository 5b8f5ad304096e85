import * as Plot from '@observablehq/plot'
import type { run } from './30-batch-training.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'

type V = Values<typeof run>

export const figures = (values: V): readonly Figure[] => [deck(values), measurements(values)]

/** The samples as a deck of cards, shuffled and cut in each epoch. */
const deck = ({ samples: count, batchSize: cut, epochs }: V): Figure => {
  // The deck in its own order above, the epochs below it, a gap between batches.
  const rowsOf = [
    { label: '자료 data', cards: Array.from({ length: count }, (_, i) => ({ row: i, at: i, batch: 0 })) },
    ...epochs.map((batches, epoch) => ({
      label: `에폭 epoch ${epoch}`,
      cards: batches.flatMap((rows, index) =>
        rows.map((row, i) => ({ row, at: index * cut + i + 0.6 * index, batch: index })),
      ),
    })),
  ].map(({ label, cards }, r) => ({ label, r, cards: cards.map((card) => ({ ...card, r })) }))
  const cards = rowsOf.flatMap(({ cards: all }) => all)
  // From dark to light, so that the shuffling is visible.
  const shade = (row: number): string => {
    const t = row / (count - 1)
    const mix = (from: number, to: number) => Math.round(from + t * (to - from))
    return `rgb(${mix(0x1f, 0xf2)}, ${mix(0x5f, 0xc0)}, ${mix(0xa8, 0x7a)})`
  }
  return {
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
  }
}

/** Speed and memory by batch size. */
const measurements = ({ measured }: V): Figure => {
  const around = (quantity: 'speed' | 'memory') => [
    Math.min(...measured.map((m) => m[quantity])) / 1.6,
    Math.max(...measured.map((m) => m[quantity])) * 1.6,
  ]
  return {
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
        ticks: measured.map(({ size }) => size),
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
  }
}
