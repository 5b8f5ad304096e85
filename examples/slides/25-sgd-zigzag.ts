/**
 * SGD의 단점: where the gradient does not point at the minimum, descent zigzags.
 */
import * as Plot from '@observablehq/plot'
import * as D from 'nabla-ts/Diff'
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import { text } from './25-sgd-zigzag.text.js'
import { contours, frame, path } from './bowl.figures.js'
import { bowl, descend, start, type Point } from './bowl.js'
import { expectEqual, expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { colors, series } from './render.js'

/** The curvatures along x and y: the Hessian of the bowl, which is diagonal. */
const curvature = (() => {
  const second = D.hessian<Point>(bowl)(start)
  expectEqual('the mixed derivative', T.toNumber(second.x.y), 0)
  return { x: T.toNumber(second.x.x), y: T.toNumber(second.y.y) }
})()

/** The learning rate from which on SGD goes astray: 2 over the largest curvature. */
const limit = 2 / Math.max(curvature.x, curvature.y)

/** The angle in degrees between −∇f and the way to the minimum, which is at 0. */
const angle = ({
  x,
  y,
  gradient,
}: {
  readonly x: number
  readonly y: number
  readonly gradient: { readonly x: number; readonly y: number }
}) => {
  const cosine = (x * gradient.x + y * gradient.y) / Math.hypot(x, y) / Math.hypot(gradient.x, gradient.y)
  return (Math.acos(Math.min(1, cosine)) * 180) / Math.PI
}

const rates = [0.1, 0.5, 0.8, 0.95, 1, 1.02]

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const slide = descend(O.sgd({ learningRate: 0.95 }), 40)
  say(`curvatures: ${curvature.x} along x, ${curvature.y} along y, so SGD needs lr < 2/L = ${limit}`)
  expectEqual('2/L', limit, 1)

  say(`at (-7, 2) the way to the minimum and -∇f are ${angle(slide[0]).toFixed(1)}° apart`)
  say(
    `lr 0.95: y changes its sign ${slide.filter(({ y }, k) => k > 0 && y * slide[k - 1].y < 0).length} times in 40 steps`,
  )
  // −∇f = (0.7, −4) and the way (7, −2).
  const byHand = (Math.acos((0.7 * 7 + 4 * 2) / Math.sqrt(16.49 * 53)) * 180) / Math.PI
  expectThat('the angle is that of the two vectors', Math.abs(angle(slide[0]) - byHand) < 1e-9)
  expectThat(
    'y changes its sign at every step',
    slide.every(({ y }, k) => k === 0 || y * slide[k - 1].y < 0),
  )
  expectThat(
    'each coordinate shrinks by 1 − lr·curvature',
    slide.every(({ k, x, y }) => Math.abs(x + 7 * 0.905 ** k) < 1e-12 && Math.abs(y - 2 * (-0.9) ** k) < 1e-12),
  )
  const ends = rates.map((learningRate) => ({ learningRate, steps: descend(O.sgd({ learningRate }), 40) }))
  ends.forEach(({ learningRate, steps }) => say(`lr ${learningRate}: f = ${steps[40].f.toPrecision(3)} after 40 steps`))
  expectThat(
    'it comes down below the limit and rises above it',
    ends.every(
      ({ learningRate, steps }) => learningRate === limit || steps[40].f < steps[39].f === learningRate < limit,
    ),
  )

  /** What each coordinate is multiplied by in a step, at many learning rates. */
  const factors = Array.from({ length: 111 }, (_, i) => i / 100).flatMap((lr) => [
    { lr, factor: Math.abs(1 - lr * curvature.x), of: 'x' },
    { lr, factor: Math.abs(1 - lr * curvature.y), of: 'y' },
  ])
  const best = 2 / (curvature.x + curvature.y)
  const ring = Array.from({ length: 16 }, (_, i) => (2 * Math.PI * i) / 16).map((t) => {
    const at = { x: 6 * Math.cos(t), y: 2.6 * Math.sin(t) }
    const gradient = D.grad<Point>(bowl)({ x: T.scalar(at.x), y: T.scalar(at.y) })
    const [gx, gy] = [T.toNumber(gradient.x), T.toNumber(gradient.y)]
    const [slope, way] = [Math.hypot(gx, gy), Math.hypot(at.x, at.y)]
    return {
      ...at,
      downX: at.x - gx / slope,
      downY: at.y - gy / slope,
      wayX: at.x * (1 - 1 / way),
      wayY: at.y * (1 - 1 / way),
    }
  })

  const angles = [0.1, 0.5, 0.8, 0.95, 1].map((learningRate) => ({
    learningRate,
    // Until the minimum is all but reached: there the angle is rounding.
    points: descend(O.sgd({ learningRate }), 40).map((s) => ({ k: s.k, angle: angle(s) })),
  }))

  return {
    printed,
    figures: [
      {
        name: '25-zigzag',
        columns: 1,
        caption: {
          ko: '학습률 0.95, (−7, 2)에서 40걸음. 회색은 등고선, ×는 최소점. 기울기는 등고선에 수직이므로 최소점이 아니라 골짜기의 벽을 향한다.',
          en: 'Learning rate 0.95, 40 steps from (−7, 2). Grey: lines of equal height; ×: the minimum. The gradient is at right angles to them, so it faces the wall of the valley and not the minimum.',
        },
        panels: [
          {
            width: 760,
            height: 360,
            title: 'SGD, lr = 0.95: x²/20 + y²',
            marginTop: 34,
            x: { label: 'x', domain: [-8.5, 4] },
            y: { label: 'y', labelAnchor: 'center', domain: [-2.6, 2.6] },
            marks: [...contours(), ...path(slide, { stroke: colors.red })],
          },
        ],
      },
      {
        name: '25-angle',
        columns: 2,
        caption: {
          ko: '왼쪽: 파란 화살표는 −∇f의 방향, 회색 점선은 최소점으로 가는 방향(둘 다 길이 1). 오른쪽: 내려가는 동안 두 방향 사이의 각도, 학습률 다섯 가지.',
          en: 'Left: blue arrows, the direction of −∇f; grey, dashed, the way to the minimum (each of length 1). Right: the angle between the two on the way down, at five rates.',
        },
        panels: [
          {
            width: 520,
            height: 320,
            title: '−∇f / 최소점으로 가는 길 the way',
            x: { label: 'x', domain: [-7.5, 7.5] },
            y: { label: 'y', labelAnchor: 'center', domain: [-3.6, 3.6] },
            marks: [
              ...contours(),
              Plot.arrow(ring, {
                x1: 'x',
                y1: 'y',
                x2: 'wayX',
                y2: 'wayY',
                stroke: colors.grey,
                strokeDasharray: '3,2',
                strokeWidth: 1.5,
                headLength: 5,
              }),
              Plot.arrow(ring, {
                x1: 'x',
                y1: 'y',
                x2: 'downX',
                y2: 'downY',
                stroke: colors.blue,
                strokeWidth: 2,
                headLength: 6,
              }),
            ],
          },
          {
            width: 400,
            height: 320,
            title: '각도 angle',
            x: { label: '걸음 step' },
            y: { label: '도 degrees', labelAnchor: 'center', domain: [0, 90], ticks: [0, 30, 60, 90], grid: true },
            marks: [
              Plot.ruleY([0]),
              ...angles.flatMap(({ learningRate, points }, i) => [
                Plot.line(points, { x: 'k', y: 'angle', strokeWidth: 1.8, ...series[i] }),
                Plot.text([points[[12, 1, 6, 30, 20][i]]], {
                  x: 'k',
                  y: 'angle',
                  text: () => `lr ${learningRate}`,
                  textAnchor: 'start',
                  dx: 6,
                  dy: -7,
                  fill: series[i].stroke,
                }),
              ]),
            ],
          },
        ],
      },
      {
        name: '25-rates',
        caption: {
          ko: '같은 출발점, 학습률 여섯 가지, 40걸음. 2/L = 1에서는 영원히 좌우로 뛰고, 그 위에서는 발산한다.',
          en: 'One start, six learning rates, 40 steps. At 2/L = 1 it jumps to and fro for ever; above, it diverges.',
        },
        panels: ends.map(({ learningRate, steps }) => ({
          title: `lr = ${learningRate}: f = ${steps[40].f.toPrecision(2)}`,
          ...frame,
          marks: [...contours(), ...path(steps, { stroke: learningRate < limit ? colors.blue : colors.red })],
        })),
      },
      {
        name: '25-factors',
        columns: 1,
        caption: {
          ko: `한 걸음마다 각 좌표에 곱해지는 수 |1 − lr·곡률|. 둘 중 큰 쪽이 속도를 정한다. 가장 좋은 학습률은 2/(L + μ) = ${best.toFixed(3)}이고, 그때도 한 걸음에 ${Math.abs(1 - best * curvature.x).toFixed(3)}배로만 줄어든다.`,
          en: `What a step multiplies each coordinate by, |1 − lr·curvature|. The larger of the two sets the pace. The best rate is 2/(L + μ) = ${best.toFixed(3)}, and even then a step only shrinks the distance to ${Math.abs(1 - best * curvature.x).toFixed(3)} of it.`,
        },
        panels: [
          {
            width: 620,
            height: 300,
            marginRight: 110,
            x: { label: '학습률 lr' },
            y: { label: '|1 − lr·곡률 curvature|', domain: [0, 1.25], grid: true },
            marks: [
              Plot.ruleY([1], { stroke: colors.ink, strokeDasharray: '4,3' }),
              Plot.ruleX([best], { stroke: colors.grey, strokeDasharray: '2,3' }),
              Plot.text([{ lr: best, y: 0.06 }], { x: 'lr', y: 'y', text: () => '2/(L+μ)', textAnchor: 'end', dx: -5 }),
              Plot.line(
                factors.filter(({ of }) => of === 'x'),
                { x: 'lr', y: 'factor', stroke: colors.blue, strokeWidth: 2 },
              ),
              Plot.line(
                factors.filter(({ of }) => of === 'y'),
                { x: 'lr', y: 'factor', stroke: colors.red, strokeWidth: 2, strokeDasharray: '6,3' },
              ),
              Plot.text(factors.slice(-2), {
                x: 'lr',
                y: 'factor',
                text: ({ of }: { readonly of: string }) =>
                  of === 'x' ? `x: μ = ${curvature.x}` : `y: L = ${curvature.y}`,
                textAnchor: 'start',
                dx: 6,
              }),
            ],
          },
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
