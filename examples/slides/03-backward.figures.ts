import * as Plot from '@observablehq/plot'
import * as T from 'nabla-ts/Tensor'
import type { run } from './03-backward.js'
import { backward, forward, type Known } from './03-tape.js'
import { linspace } from './curves.js'
import { signed } from './format.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'
import { axis, bare } from './sketch.js'

type V = Values<typeof run>

export const figures = (values: V): readonly Figure[] => [replay(values), direction(values)]

const value = (v: T.Scalar | undefined): number => (v === undefined ? NaN : T.toNumber(v))

/** The positions of the nodes. */
const places = [
  { x: 0, y: 1 },
  { x: 0, y: -0.6 },
  { x: 1, y: 0.25 },
  { x: 2, y: 0 },
  { x: 3, y: 0 },
  { x: 4, y: 0 },
  { x: 2.5, y: 1 },
  { x: 5, y: 0.5 },
]

/** The replays, backward and forward, step by step. */
const replay = ({ nodes: tape, values, reverse, pushed }: V): Figure => {
  const panel = (title: string, known: Known, active: number | undefined, color: string, back: boolean) => {
    const nodes = tape.map((node, i) => ({
      ...places[i],
      name: node.name,
      above: known[i] === undefined ? '' : signed(value(known[i]), 3),
      below: signed(values[i], 3),
      reached: known[i] !== undefined,
    }))
    const edges = tape.flatMap(({ inputs }, i) =>
      inputs.map((j) => {
        const [from, to] = back ? [places[i], places[j]] : [places[j], places[i]]
        return { x1: from.x, y1: from.y, x2: to.x, y2: to.y, live: i === active }
      }),
    )
    const ends = { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', insetStart: 13, insetEnd: 14, headLength: 7 } as const
    return {
      title,
      width: 470,
      height: 162,
      marginTop: 44,
      marginBottom: 20,
      marginLeft: 24,
      marginRight: 24,
      x: bare(-0.1, 5.1),
      y: bare(-0.75, 1.25),
      marks: [
        Plot.arrow(
          edges.filter((e) => !e.live),
          { ...ends, stroke: colors.grey, strokeWidth: 1 },
        ),
        Plot.arrow(
          edges.filter((e) => e.live),
          { ...ends, stroke: color, strokeWidth: 2.6 },
        ),
        Plot.dot(nodes, {
          x: 'x',
          y: 'y',
          r: 12,
          fill: (d: { readonly reached: boolean }) => (d.reached ? colors.pale : 'white'),
          stroke: (_, i: number) => (i === active ? color : colors.ink),
          strokeWidth: 1.5,
        }),
        Plot.text(nodes, { x: 'x', y: 'y', text: 'name', fontSize: 13 }),
        Plot.text(nodes, {
          x: 'x',
          y: 'y',
          dy: 20,
          text: 'below',
          fontSize: 10.5,
          stroke: 'white',
          fill: colors.ink,
          strokeWidth: 3,
        }),
        Plot.text(nodes, {
          x: 'x',
          y: 'y',
          dy: -20,
          text: 'above',
          fontSize: 11.5,
          fontWeight: 'bold',
          fill: color,
          stroke: 'white',
          strokeWidth: 3,
        }),
      ],
    }
  }
  const equation = (i: number): string => `${tape[i].name} = ${tape[i].rule}`
  return {
    name: '03-replay',
    columns: 2,
    caption: {
      ko: '왼쪽: 역전파. 계산한 순서를 거꾸로 되짚으며 각 노드가 ∂L/∂노드(빨강)를 자기 재료에게 나누어 준다. w에는 r과 m에서 온 몫이 더해진다. 오른쪽: 순방향 모드. w를 1만큼의 속도로 움직일 때 각 노드의 속도 ∂노드/∂w(파랑). 검은 수는 순전파의 값.',
      en: 'Left: backward, in reverse order of computation; each node hands its ∂L/∂node (red) to what it is made of, and at w the shares through r and m add up. Right: forward mode, the speed ∂node/∂w of each node (blue) when w moves with speed 1. The black numbers are the values of the forward pass.',
    },
    panels: reverse.flatMap((known, k) => [
      panel(
        k === 0 ? '역전파 backward: ∂L/∂L = 1' : `역전파 ${k}: ${equation(backward[k - 1])}`,
        known,
        backward[k - 1],
        colors.red,
        true,
      ),
      panel(
        k === 0 ? '순방향 forward: ∂w/∂w = 1, ∂b/∂w = 0' : `순방향 ${k}: ${equation(forward[k - 1])}`,
        pushed[k],
        forward[k - 1],
        colors.blue,
        false,
      ),
    ]),
  }
}

/** 기울기 방향의 (−): the slope in every direction, and the loss along −gradient. */
const direction = ({ cotangents, turn, moved }: V): Figure => {
  const g = Math.hypot(cotangents[0], cotangents[1])
  const up = ((Math.atan2(cotangents[1], cotangents[0]) * 180) / Math.PI + 360) % 360
  const down = (up + 180) % 360
  const walk = linspace(-0.35, 1.7, 120).map((t) => ({ t, loss: moved(t), line: moved(0) - t * g * g }))
  const updates = [0, 0.1, 0.3, 0.6, 1.5].map((t) => ({ t, loss: moved(t), label: t === 0 ? '' : `lr ${t}` }))
  return {
    name: '03-direction',
    caption: {
      ko: '왼쪽: 방향마다의 기울기(`D.jvp`). 가장 가파른 내리막은 정확히 −기울기 방향이다. 오른쪽: 그 방향을 따라간 손실. 접선(점선)은 작은 걸음에서만 맞으므로, 걸음이 너무 크면 다시 오른다.',
      en: 'Left: the slope in every direction, by `D.jvp`; the steepest way down is exactly −gradient. Right: the loss along it. The tangent (dashed) is right for small steps only, and too large a step climbs again.',
    },
    panels: [
      {
        title: '방향과 기울기 slope by direction',
        width: 450,
        height: 270,
        marginTop: 40,
        x: axis('direction in the (w, b) plane, degrees', { ticks: [0, 90, 180, 270, 360] }),
        y: axis('slope', { domain: [-1.25 * g, 1.25 * g] }),
        marks: [
          Plot.ruleY([0]),
          Plot.ruleX([up, down], { stroke: colors.grey, strokeDasharray: '3,3' }),
          Plot.lineY(turn, { x: 'angle', y: 'slope', stroke: colors.blue, strokeWidth: 2 }),
          Plot.dot(
            [
              { x: up, y: g },
              { x: down, y: -g },
            ],
            { x: 'x', y: 'y', fill: colors.red, r: 5 },
          ),
          Plot.text(
            [
              { x: up, y: 1.13 * g, s: '∇L' },
              { x: down, y: -1.13 * g, s: '−∇L' },
            ],
            {
              x: 'x',
              y: 'y',
              text: 's',
              dx: 20,
              fontSize: 13,
              fill: colors.red,
            },
          ),
        ],
      },
      {
        title: '개선: w − lr·∇L',
        width: 450,
        height: 270,
        marginTop: 40,
        x: axis('step size (lr)'),
        y: axis('loss', { domain: [0, 2.3] }),
        marks: [
          Plot.lineY(walk, { x: 't', y: 'line', stroke: colors.ink, strokeDasharray: '5,4', clip: true }),
          Plot.lineY(walk, { x: 't', y: 'loss', stroke: colors.blue, strokeWidth: 2, clip: true }),
          Plot.ruleX([0], { stroke: colors.pale }),
          Plot.ruleY([0]),
          Plot.dot(updates, { x: 't', y: 'loss', fill: colors.red, r: 4.5 }),
          Plot.text(updates, {
            x: 't',
            y: 'loss',
            text: 'label',
            dy: -12,
            dx: 3,
            textAnchor: 'middle',
            fontSize: 11,
            stroke: 'white',
            fill: colors.ink,
            strokeWidth: 3,
          }),
        ],
      },
    ],
  }
}
