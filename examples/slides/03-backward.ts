/**
 * 역전파: a tape of values, replayed backward node by node; forward mode beside it; and what the gradient is good for.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as T from 'nabla-ts/Tensor'
import { text } from './03-backward.text.js'
import { linspace } from './curves.js'
import { signed } from './format.js'
import { expectEqual, expectThat, notebook, type Figure, type OldLesson as Lesson } from './lesson.js'
import { colors } from './render.js'
import { axis, bare } from './sketch.js'

type Scalars = readonly T.Scalar[]

interface Node {
  readonly name: string
  readonly rule: string
  /** What it is made of: places in the tape. */
  readonly of: readonly number[]
  readonly apply: (xs: Scalars) => T.Scalar
}

/** L = (tanh(w·x + b) − y)² + 0.1·w², with x = 1.5, y = 0.8, in the order in which it is computed. w is used twice. */
const tape: readonly Node[] = [
  { name: 'w', rule: 'w', of: [], apply: () => T.scalar(-0.5) },
  { name: 'b', rule: 'b', of: [], apply: () => T.scalar(0.25) },
  { name: 'm', rule: '1.5w', of: [0], apply: ([w]) => pipe(w, T.mul(1.5)) },
  { name: 'z', rule: 'm + b', of: [2, 1], apply: ([m, b]) => pipe(m, T.add(b)) },
  { name: 'a', rule: 'tanh z', of: [3], apply: ([z]) => T.tanh(z) },
  { name: 'q', rule: '(a − 0.8)²', of: [4], apply: ([a]) => T.square(pipe(a, T.sub(0.8))) },
  { name: 'r', rule: '0.1w²', of: [0], apply: ([w]) => pipe(T.square(w), T.mul(0.1)) },
  { name: 'L', rule: 'q + r', of: [5, 6], apply: ([q, r]) => pipe(q, T.add(r)) },
]

/** The same function, written as one writes it. */
const loss = ({ w, b }: { readonly w: T.Scalar; readonly b: T.Scalar }): T.Scalar => {
  const error = pipe(T.tanh(pipe(w, T.mul(1.5), T.add(b))), T.sub(0.8))
  return pipe(T.square(error), T.add(pipe(T.square(w), T.mul(0.1))))
}
const at = { w: T.scalar(-0.5), b: T.scalar(0.25) }

/** 순전파: the value of every node. */
const values = tape.reduce<Scalars>((done, { of, apply }) => [...done, apply(of.map((i) => done[i]))], [])
const argumentsOf = (i: number): Scalars => tape[i].of.map((j) => values[j])

/** What is known in the middle of a replay: a number for the nodes that were reached. */
type Known = readonly (T.Scalar | undefined)[]
const put = (known: Known, i: number, v: T.Scalar): Known => known.map((old, j) => (j === i ? v : old))
const plus = (old: T.Scalar | undefined, v: T.Scalar): T.Scalar => (old === undefined ? v : pipe(old, T.add(v)))

/** 역전파: from the last node to the first, each hands its cotangent to what it is made of; what arrives at one node adds up. */
const pullBack = (known: Known, i: number): Known => {
  const { pullback } = D.vjp(tape[i].apply)(argumentsOf(i))
  const shares = pullback(known[i] ?? T.scalar(0))
  return tape[i].of.reduce((k, j, place) => put(k, j, plus(k[j], shares[place])), known)
}

/** Forward mode: from the first node to the last, each moves as what it is made of moves. */
const pushForward = (known: Known, i: number): Known => {
  const dx = tape[i].of.map((j) => known[j] ?? T.scalar(0))
  return put(known, i, D.jvp(tape[i].apply)(argumentsOf(i), dx).tangent)
}

const scan = (step: (known: Known, i: number) => Known, order: readonly number[], start: Known): readonly Known[] =>
  order.reduce<readonly Known[]>((done, i) => [...done, step(done[done.length - 1], i)], [start])

const nothing: Known = tape.map(() => undefined)
const backward = [7, 6, 5, 4, 3, 2]
const forward = [2, 3, 4, 5, 6, 7]
export const reverse = scan(pullBack, backward, put(nothing, 7, T.scalar(1)))
export const pushed = scan(pushForward, forward, put(put(nothing, 0, T.scalar(1)), 1, T.scalar(0)))

const value = (v: T.Scalar | undefined): number => (v === undefined ? NaN : T.toNumber(v))
const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-14 * (1 + Math.abs(b))

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const [bar, dot] = [reverse[reverse.length - 1], pushed[pushed.length - 1]].map((k) => k.map(value))
  say('node           value  cotangent ∂L/∂node  tangent ∂node/∂w')
  tape.forEach(({ name, rule, of }, i) => {
    const made = (of.length === 0 ? name : `${name} = ${rule}`).padEnd(16)
    const [v, cotangent, tangent] = [value(values[i]), bar[i], dot[i]].map((n) => signed(n, 4))
    say(`${made}${v.padStart(7)}${cotangent.padStart(13)}${tangent.padStart(19)}`)
  })

  const { value: l, gradient } = D.valueAndGrad(loss)(at)
  const along = D.jvp(loss)(at, { w: T.scalar(1), b: T.scalar(0) }).tangent
  const witness = D.numericGradient(loss)(at)
  say(`D.grad:    ∂L/∂w = ${T.toNumber(gradient.w).toFixed(12)}, ∂L/∂b = ${T.toNumber(gradient.b).toFixed(12)}`)
  say(`D.jvp:     ∂L/∂w = ${T.toNumber(along).toFixed(12)}`)
  say(`numeric:   ∂L/∂w = ${T.toNumber(witness.gradient.w).toFixed(12)}`)
  expectEqual('the replayed tape is the function', value(values[7]), T.toNumber(l))
  expectThat('the replay gives the gradient of w', close(bar[0], T.toNumber(gradient.w)))
  expectThat('and of b', close(bar[1], T.toNumber(gradient.b)))
  expectThat('forward mode gives the same', close(dot[7], T.toNumber(gradient.w)))
  expectThat('and so do differences', Math.abs(T.toNumber(witness.gradient.w) - bar[0]) < 1e-8)
  // w is used twice: one share comes through r, one through m.
  const shares = [0.2 * value(values[0]), 1.5 * bar[2]]
  say(`w gets ${signed(shares[0], 4)} through r and ${signed(shares[1], 4)} through m: ${signed(bar[0], 4)}`)
  expectThat('the shares of w add up', close(shares[0] + shares[1], bar[0]))
  // At every cut through the graph, what reaches L is the same: Σ cotangent · tangent.
  const cuts = [[0], [2, 6], [3, 6], [4, 6], [5, 6], [7]].map((cut) => cut.reduce((s, i) => s + bar[i] * dot[i], 0))
  say(`Σ cotangent·tangent over each cut: ${cuts.map((c) => signed(c, 6)).join(', ')}`)
  expectThat(
    'at each cut the same',
    cuts.every((c) => close(c, cuts[0])),
  )

  const g = Math.hypot(bar[0], bar[1])
  const moved = (t: number) => T.toNumber(loss({ w: T.scalar(-0.5 - t * bar[0]), b: T.scalar(0.25 - t * bar[1]) }))
  say(
    `L = ${moved(0).toFixed(4)}; a step of 0.1 along −gradient: ${moved(0.1).toFixed(4)}; along +gradient: ${moved(-0.1).toFixed(4)}`,
  )
  expectThat('−gradient is downhill', moved(0.1) < moved(0) && moved(0) < moved(-0.1))
  return { printed, figures: [replay(), direction(bar, g, moved)] }
}

/** Where the nodes stand. */
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

const replay = (): Figure => {
  const panel = (title: string, known: Known, active: number | undefined, color: string, back: boolean) => {
    const nodes = tape.map((node, i) => ({
      ...places[i],
      name: node.name,
      above: known[i] === undefined ? '' : signed(value(known[i]), 3),
      below: signed(value(values[i]), 3),
      reached: known[i] !== undefined,
    }))
    const edges = tape.flatMap(({ of }, i) =>
      of.map((j) => {
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
  const made = (i: number): string => `${tape[i].name} = ${tape[i].rule}`
  return {
    name: '03-replay',
    columns: 2,
    caption: {
      ko: '왼쪽: 역전파. 계산한 순서를 거꾸로 되짚으며 각 노드가 ∂L/∂노드(빨강)를 자기 재료에게 나누어 준다. w에는 r과 m에서 온 몫이 더해진다. 오른쪽: 순방향 모드. w를 1만큼의 속도로 움직일 때 각 노드의 속도 ∂노드/∂w(파랑). 검은 수는 순전파의 값.',
      en: 'Left: backward, in reverse order of computation; each node hands its ∂L/∂node (red) to what it is made of, and at w the shares through r and m add up. Right: forward mode, the speed ∂node/∂w of each node (blue) when w moves with speed 1. The black numbers are the values of the forward pass.',
    },
    panels: reverse.flatMap((known, k) => [
      panel(
        k === 0 ? '역전파 backward: ∂L/∂L = 1' : `역전파 ${k}: ${made(backward[k - 1])}`,
        known,
        backward[k - 1],
        colors.red,
        true,
      ),
      panel(
        k === 0 ? '순방향 forward: ∂w/∂w = 1, ∂b/∂w = 0' : `순방향 ${k}: ${made(forward[k - 1])}`,
        pushed[k],
        forward[k - 1],
        colors.blue,
        false,
      ),
    ]),
  }
}

/** 기울기 방향의 (−): the slope in every direction, and the loss along the best. */
const direction = (bar: readonly number[], g: number, moved: (t: number) => number): Figure => {
  const turn = linspace(0, 360, 121).map((angle) => {
    const r = (angle * Math.PI) / 180
    const { tangent } = D.jvp(loss)(at, { w: T.scalar(Math.cos(r)), b: T.scalar(Math.sin(r)) })
    return { angle, slope: T.toNumber(tangent) }
  })
  const up = ((Math.atan2(bar[1], bar[0]) * 180) / Math.PI + 360) % 360
  const down = (up + 180) % 360
  expectThat(
    'no direction is steeper than the gradient',
    turn.every(({ slope }) => Math.abs(slope) <= g * (1 + 1e-12)),
  )
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

export const lesson: Lesson = { text, run }
