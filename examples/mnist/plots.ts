/**
 * The pictures of a run, as SVG text: how the loss fell, and test digits with what the network takes them for.
 */
import * as Plot from '@observablehq/plot'
import { svg } from '../plot.js'
import { png } from './png.js'

// -------------------------------------------------------------------------------------------------
// common
// -------------------------------------------------------------------------------------------------

const BLUE = '#1f5fa8'
const PALE = '#a9c6e8'
const RED = '#c0392b'
const GREY = '#777777'

// -------------------------------------------------------------------------------------------------
// the loss curve
// -------------------------------------------------------------------------------------------------

/** The loss of one training step. */
export interface LossPoint {
  readonly iteration: number
  readonly loss: number
}

export interface LossCurveOptions {
  readonly title?: string
  /** The iterations at which an epoch ended, drawn as thin upright lines. */
  readonly epochs?: readonly number[]
}

/** More points than the picture is wide cannot be seen: of each stretch, the lowest and the highest are kept. */
const thinned = (points: readonly LossPoint[], most: number): readonly LossPoint[] => {
  const stretch = Math.ceil((2 * points.length) / most)
  return points.length <= most
    ? points
    : Array.from({ length: Math.ceil(points.length / stretch) }, (_, i) => {
        const part = points.slice(i * stretch, (i + 1) * stretch)
        const ordered = [...part].sort((a, b) => a.loss - b.loss)
        return [...ordered.slice(0, 1), ...ordered.slice(1).slice(-1)].sort((a, b) => a.iteration - b.iteration)
      }).flat()
}

/**
 * Means over `half` neighbours to either side, fewer after the last point. They begin where there are enough before: a mean of the first few would
 * be as ragged as the losses themselves. Each is taken by itself: differences of running sums would lose every digit after one huge loss.
 */
const smoothed = (points: readonly LossPoint[], half: number): readonly LossPoint[] =>
  points.slice(half).map(({ iteration }, i) => {
    const near = points.slice(i, i + 2 * half + 1)
    return { iteration, loss: near.reduce((mean, { loss }) => mean + loss / near.length, 0) }
  })

/** The mean reaches over a fortieth of the run, and over no more than this to either side. */
const FURTHEST = 200

const MOST_POINTS = 1400

/**
 * The loss of every training step, pale, with the mean of its neighbours over it. Losses that are not finite are left out.
 */
export const lossCurve = (history: readonly LossPoint[], options: LossCurveOptions = {}): string => {
  const points = history.filter(({ loss }) => Number.isFinite(loss))
  const half = Math.min(FURTHEST, Math.floor(points.length / 80))
  const mean = smoothed(points, half)
  const end = mean.slice(-1)
  const losses = points.map(({ loss }) => loss)
  const highest = losses.reduce((a, b) => Math.max(a, b), 0)
  return svg({
    width: 760,
    height: 420,
    marginTop: 60,
    marginLeft: 88,
    marginRight: 64,
    marginBottom: 50,
    x: {
      label: 'iteration',
      labelAnchor: 'center',
      labelArrow: 'none',
      tickFormat: (n: number) => (Number.isInteger(n) ? n.toLocaleString('en-US') : ''),
      ...(points.length === 0 ? { domain: [0, 1] } : {}),
    },
    y: {
      label: 'training loss (cross entropy, nats)',
      labelAnchor: 'center',
      labelOffset: 72,
      labelArrow: 'none',
      grid: true,
      nice: true,
      tickFormat: highest >= 1e5 ? '~e' : '~g',
      domain: [0, highest > 0 ? highest : 1],
    },
    marks: [
      Plot.ruleX(options.epochs ?? [], { stroke: '#cccccc', strokeDasharray: '3,3' }),
      Plot.lineY(thinned(points, MOST_POINTS), { x: 'iteration', y: 'loss', stroke: PALE, strokeWidth: 1 }),
      Plot.lineY(thinned(mean, MOST_POINTS), { x: 'iteration', y: 'loss', stroke: BLUE, strokeWidth: 2 }),
      Plot.dot(end, { x: 'iteration', y: 'loss', fill: BLUE, r: 3 }),
      Plot.text(end, {
        x: 'iteration',
        y: 'loss',
        text: ({ loss }: LossPoint) => loss.toPrecision(3),
        dx: 8,
        textAnchor: 'start',
        fill: BLUE,
      }),
      Plot.ruleY([0]),
      Plot.text([options.title ?? 'Training loss'], {
        frameAnchor: 'top-left',
        dy: -52,
        dx: -76,
        lineWidth: 42,
        textOverflow: 'ellipsis',
        fontSize: 17,
        fontWeight: 'bold',
      }),
      Plot.text([points.length === 0 ? 'no finite loss was recorded' : legend(half, options.epochs ?? [])], {
        frameAnchor: 'top-left',
        dy: -27,
        dx: -76,
        fill: GREY,
      }),
    ],
  })
}

const legend = (half: number, epochs: readonly number[]): string =>
  [
    half > 0 ? `pale: each step · dark: mean of ${2 * half + 1} steps` : 'each step',
    ...(epochs.length > 0 ? ['dashed: end of an epoch'] : []),
  ].join(' · ')

// -------------------------------------------------------------------------------------------------
// digits
// -------------------------------------------------------------------------------------------------

/** An image, row by row with values 0 to 255, what it shows and what the network says it shows. */
export interface Digit {
  readonly pixels: ArrayLike<number>
  readonly label: number
  readonly prediction: number
  /** That which the network gives to its prediction, 0 to 1. */
  readonly probability: number
}

export interface DigitsOptions {
  readonly title?: string
  /** The width of an image in pixels; the height follows from the number of pixels. */
  readonly width?: number
  /** Which images these are, in a few words. */
  readonly note?: string
  /** The names of the classes, for data other than digits. */
  readonly names?: readonly string[]
}

const percent = (probability: number): string =>
  Number.isFinite(probability) ? `${Math.floor(probability * 100)} %` : '–'

const CELL = 84
/** Enough for a letter, a little more than most need. */
const LETTER = 7
const SIDE = 56

/**
 * A grid of images, each with the prediction and its probability below; the wrong ones are red, framed, and say what they
 * are.
 */
export const digits = (images: readonly Digit[], columns: number, options: DigitsOptions = {}): string => {
  const across = Math.max(1, Math.floor(columns) || 1)
  const down = Math.max(1, Math.ceil(images.length / across))
  const name = (index: number): string => options.names?.[index] ?? String(index)
  const cells = images.map((image, i) => ({
    column: i % across,
    row: Math.floor(i / across),
    source: png(image.pixels, options.width ?? 28),
    right: image.prediction === image.label,
    first: `${name(image.prediction)} · ${percent(image.probability)}`,
    second: image.prediction === image.label ? '' : `is ${name(image.label)}`,
  }))
  type Cell = (typeof cells)[number]
  const colour = ({ right }: Cell): string => (right ? '#222222' : RED)
  const title = options.title ?? 'Test images and what the network takes them for'
  const longest = cells.reduce((most, { first, second }) => Math.max(most, first.length, second.length + 1), 0)
  const cellWidth = Math.max(CELL, longest * LETTER + 12)
  const wrong = cells.filter(({ right }) => !right)
  const rowHeight = CELL + 24
  const below = { x: 'column', y: 'row', fill: colour, fontSize: 12 } as const
  const words = [
    `prediction · its probability; ${wrong.length} of ${cells.length} wrong (red frame)`,
    ...(options.note === undefined ? [] : [options.note]),
  ].join('; ')
  return svg({
    width: Math.max(across * cellWidth + 20, title.length * 10 + 20, words.length * LETTER + 20),
    height: down * rowHeight + 80,
    margin: 10,
    marginTop: 70,
    x: { type: 'point', domain: Array.from({ length: across }, (_, i) => i), axis: null, padding: 0.5 },
    y: { type: 'point', domain: Array.from({ length: down }, (_, i) => i), axis: null, padding: 0.5 },
    marks: [
      Plot.image(cells, {
        x: 'column',
        y: 'row',
        dy: -18,
        src: 'source',
        width: SIDE,
        height: SIDE,
        imageRendering: 'pixelated',
        preserveAspectRatio: 'xMidYMid meet',
      }),
      Plot.dot(wrong, {
        x: 'column',
        y: 'row',
        dy: -18,
        symbol: 'square',
        r: (SIDE + 6) / Math.sqrt(Math.PI),
        stroke: RED,
        strokeWidth: 2,
      }),
      Plot.text(cells, { ...below, text: 'first', dy: 24 }),
      Plot.text(wrong, { ...below, text: 'second', dy: 39, fontWeight: 'bold' }),
      Plot.text([title], {
        frameAnchor: 'top-left',
        dy: -58,
        fontSize: 16,
        fontWeight: 'bold',
      }),
      Plot.text([words], {
        frameAnchor: 'top-left',
        dy: -32,
        fill: GREY,
      }),
    ],
  })
}
