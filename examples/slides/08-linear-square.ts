/**
 * 실습 2: y = x² by two linear layers. It ends as a straight line, at the loss of the best straight line.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { text } from './08-linear-square.text.js'
import { elements, linspace } from './curves.js'
import { power, signed } from './format.js'
import { expectThat, notebook, type Figure, type OldLesson as Lesson } from './lesson.js'
import { colors } from './render.js'
import { axis } from './sketch.js'

type Column = T.Tensor<[500, 1]>

/** 500 points of y = x² on [−1, 1], with and without noise from U(0, 0.2). */
const x: Column = T.fromArray(linspace(-1, 1, 500), [500, 1])
const clean: Column = T.square(x)
const noisy: Column = pipe(clean, T.add(pipe(Seed.fromNumber(8), Seed.uniform([500, 1], 0, 0.2))))

/** 1-20-1, and nothing between. */
const model = pipe(M.named('first', L.dense(1, 20)), M.andThen(M.named('second', L.dense(20, 1))))
const trainer = Train.trainer({ model, objective: Objective.regression(1), optimizer: O.sgd({ learningRate: 0.1 }) })
type State = ReturnType<typeof trainer.start>

/** 500 steps, each with all the data, and the loss before each. */
const train = (y: Column, seed: number, steps: number) => {
  const [batch] = Data.batches(Data.fromTensors(x, y), { size: 500 })
  const first: { readonly states: readonly State[]; readonly losses: readonly number[] } = {
    states: [trainer.start(Seed.fromNumber(seed))],
    losses: [],
  }
  return Array.from({ length: steps }).reduce<typeof first>(({ states, losses }) => {
    const { state, loss } = trainer.observe(states[states.length - 1], batch)
    return { states: [...states, state], losses: [...losses, T.toNumber(loss)] }
  }, first)
}

/** The best straight line, w·x + b by least squares, and its mean squared error: the floor. */
const bestLine = (y: Column) => {
  const [mx, my] = [T.mean(x), T.mean(y)]
  const dx = pipe(x, T.sub(mx))
  const w = pipe(T.sum(pipe(dx, T.mul(pipe(y, T.sub(my))))), T.div(T.sum(T.square(dx))))
  const b = pipe(my, T.sub(pipe(w, T.mul(mx))))
  const residual = pipe(x, T.mul(w), T.add(b), T.sub(y))
  return { w: T.toNumber(w), b: T.toNumber(b), loss: T.toNumber(T.mean(T.square(residual))) }
}

const lossOf = (state: State, y: Column): number => T.toNumber(trainer.objective.loss(y)(model.apply(state.params)(x)))

/** The network as the straight line that it is. */
const lineOf = ({ params: { first, second } }: State) => ({
  w: T.toNumber(T.sum(pipe(first.weight, T.matmul(second.weight)))),
  b: T.toNumber(T.sum(pipe(first.bias, T.matmul(second.weight), T.add(second.bias)))),
})

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()

  const best = bestLine(clean)
  say(`clean data: best line is the constant ${best.b}, loss ${best.loss}`)
  expectThat(
    'the best line is the constant 0.3346693386773547',
    Math.abs(best.b - 0.3346693386773547) < 1e-15 && Math.abs(best.w) < 1e-15,
  )
  expectThat('its loss is 0.08960177776205339', Math.abs(best.loss - 0.08960177776205339) < 1e-15)
  const ends = [1, 2, 3].map((seed) => {
    const { states, losses } = train(clean, seed, 500)
    const end = lossOf(states[500], clean)
    say(`clean data, 500 steps from seed ${seed}: loss ${end}`)
    expectThat(
      'no pair of linear layers is below it',
      [...losses, end].every((l) => l >= 0.08960177776205339 - 1e-15),
    )
    return end
  })
  expectThat(
    'but they come near',
    ends.every((end) => end < 0.0897),
  )

  const floor = bestLine(noisy)
  const { states, losses } = train(noisy, 1, 500)
  const end = lossOf(states[500], noisy)
  const line = lineOf(states[500])
  say(`noisy data: best line ${signed(floor.w, 5)}x + ${signed(floor.b, 5)}, loss ${floor.loss.toFixed(9)}`)
  say(`1-20-1 after 500 steps: ${signed(line.w, 5)}x + ${signed(line.b, 5)}, loss ${end.toFixed(9)}`)
  expectThat(
    'not below the least-squares residual',
    losses.every((l) => l >= floor.loss - 1e-15),
  )
  expectThat('within a thousandth of it', end < floor.loss * 1.001)
  const output = elements(model.apply(states[500].params)(x))
  const bent = Math.max(...elements(x).map((v, i) => Math.abs(output[i] - (line.w * v + line.b))))
  say(`the network differs from its line by at most ${bent.toExponential(1)}`)
  expectThat('the network is a straight line', bent < 1e-14)

  return { printed, figures: [fits(states, losses, end), curve([...losses, end], floor.loss)] }
}

const fits = (states: readonly State[], losses: readonly number[], end: number): Figure => {
  const points = elements(x).map((v, i) => ({ x: v, y: elements(noisy)[i] }))
  return {
    name: '08-fits',
    columns: 3,
    caption: {
      ko: '잡음 있는 y = x²(점)과 선형층 둘의 예측(빨강). 500걸음이 지나도 직선을 벗어나지 못한다. 회색 점선은 최소제곱 직선.',
      en: 'Noisy y = x² (dots) and what two linear layers predict (red). After 500 steps it is still a straight line. Grey, dashed: the line of least squares.',
    },
    panels: [0, 1, 2, 5, 20, 500].map((k) => {
      const { w, b } = lineOf(states[k])
      const floor = bestLine(noisy)
      const ends = ({ w: slope, b: height }: { readonly w: number; readonly b: number }) =>
        [-1, 1].map((v) => ({ x: v, y: slope * v + height }))
      return {
        title: `step ${k}: loss=${(losses[k] ?? end).toFixed(4)}, ${signed(w, 3)}x + ${signed(b, 3)}`,
        width: 305,
        height: 220,
        marginTop: 36,
        x: axis('x'),
        y: axis('y', { domain: [-0.5, 1.3] }),
        marks: [
          Plot.dot(points, { x: 'x', y: 'y', r: 1.4, fill: colors.sky }),
          Plot.lineY(ends(floor), { x: 'x', y: 'y', stroke: colors.grey, strokeWidth: 1.5, strokeDasharray: '5,4' }),
          Plot.lineY(ends({ w, b }), { x: 'x', y: 'y', stroke: colors.red, strokeWidth: 2.4 }),
        ],
      }
    }),
  }
}

const curve = (losses: readonly number[], floor: number): Figure => {
  const traced = losses.map((loss, step) => ({ step, loss, above: loss - floor }))
  return {
    name: '08-loss',
    caption: {
      ko: '왼쪽: 처음 30걸음의 손실과 가장 좋은 직선의 손실(점선). 오른쪽: 그 바닥 위로 남은 높이(로그 눈금). 바닥에 끝없이 다가가지만 뚫지 못하고, 반올림 오차에서 멈춘다.',
      en: 'Left: the loss of the first 30 steps, and the loss of the best straight line (dashed). Right: what remains above that floor (log scale). It comes ever nearer, never breaks through, and stops at rounding.',
    },
    panels: [
      {
        title: '손실 loss',
        width: 450,
        height: 260,
        marginTop: 36,
        x: axis('step', { domain: [0, 30] }),
        y: axis('loss', { domain: [0, 0.3] }),
        marks: [
          Plot.ruleY([0]),
          Plot.ruleY([floor], { stroke: colors.ink, strokeDasharray: '5,4' }),
          Plot.lineY(traced.slice(0, 31), { x: 'step', y: 'loss', stroke: colors.red, strokeWidth: 2 }),
          Plot.dot(traced.slice(0, 31), { x: 'step', y: 'loss', r: 2.5, fill: colors.red }),
          Plot.text([`직선의 바닥 floor of all lines: ${floor.toFixed(5)}`], {
            x: 30,
            y: floor,
            dy: 14,
            textAnchor: 'end',
            fontSize: 12,
          }),
        ],
      },
      {
        title: '손실 − 바닥 loss − floor',
        width: 450,
        height: 260,
        marginTop: 36,
        marginLeft: 62,
        x: axis('step'),
        y: axis('loss − floor', { type: 'log', domain: [1e-16, 1], ticks: 8, tickFormat: (v: number) => power(v, 0) }),
        marks: [
          Plot.dot(
            traced.filter(({ above }) => above > 1e-16),
            { x: 'step', y: 'above', r: 1.6, fill: colors.red },
          ),
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
