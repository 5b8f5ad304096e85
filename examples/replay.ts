/**
 * A run that is kept can be replayed, to the same bits, and forked: here with another optimizer, and with another rate, from a state in its middle.
 *
 *     npm run example examples/replay.ts
 */
import { mkdir, writeFile } from 'node:fs/promises'
import * as Plot from '@observablehq/plot'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as Objective from 'nabla-ts/Objective'
import * as O from 'nabla-ts/Optimizer'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { drawing } from './plot.js'

/** Two spirals that wind around each other: which of them is a point on? */
const spirals = (count: number): Data.Dataset<T.Tensor<[T.Name<'batch'>, 2]>, T.Tensor<[T.Name<'batch'>]>> => {
  const points = Array.from({ length: count }, (_, i) => {
    const turn = 2.5 * Math.sqrt(i / count) * Math.PI
    const side = i % 2 === 0 ? 1 : -1
    return { at: [(side * turn * Math.cos(turn)) / 8, (side * turn * Math.sin(turn)) / 8] as const, spiral: i % 2 }
  })
  return Data.fromTensors(T.tensor(points.map(({ at }) => at)), T.tensor(points.map(({ spiral }) => spiral)))
}

const data = spirals(200)
const model = pipe(
  M.named('first', L.dense(2, 16)),
  M.map(A.tanh),
  M.andThen(M.named('second', L.dense(16, 16))),
  M.map(A.tanh),
  M.andThen(M.named('logits', L.dense(16, 2))),
)
const objective = Objective.multiclass(2)
const made = <F extends O.StateFunction>(optimizer: O.Optimizer<F>) => Train.trainer({ model, objective, optimizer })

const [slow, fast, adam] = [
  made(O.momentum({ learningRate: 0.02 })),
  made(O.momentum({ learningRate: 0.1 })),
  made(O.adam({ learningRate: 0.01 })),
]

const [epochs, size, middle] = [120, 25, 40]

interface Followed<S> {
  readonly name: string
  readonly losses: readonly number[]
  readonly states: readonly S[]
}

/** The states and the losses at the ends of the epochs of a run. */
const follow = async <K extends Train.Types>(
  name: string,
  trainer: Train.Trainer<K>,
  of: Data.Dataset<K['input'], K['targets']>,
  from: Train.StateOfTrainer<K>,
): Promise<Followed<Train.StateOfTrainer<K>>> => {
  const states: Train.StateOfTrainer<K>[] = []
  for await (const event of Train.run(trainer, of, { from, epochs, size })) {
    if (event._tag === 'EpochEnded') states.push(event.state)
    if (event._tag === 'Ended' && E.isLeft(event.outcome)) throw new Error(Train.Show.show(event.outcome.left))
  }
  const losses = (states.at(-1) ?? from).history.losses.map((loss) => T.toNumber(loss))
  return { name, losses, states }
}

const run = await follow('momentum, rate 0.02', slow, data, slow.start(Seed.fromNumber(3)))
const kept = run.states[middle - 1]

const replayed = await follow('replayed from epoch 40', slow, data, kept)
const forks = [
  await follow('forked: rate 0.1', fast, data, kept),
  await follow('forked: Adam, rate 0.01', adam, data, adam.fork(kept)),
]

const same = run.losses.every((loss, epoch) => Object.is(loss, replayed.losses[epoch]))
process.stdout.write(`The replay from epoch ${middle} has the same losses to the bit: ${same ? 'yes' : 'no'}\n`)
for (const { name, losses } of [run, ...forks])
  process.stdout.write(`${name.padEnd(24)} loss ${losses[epochs - 1].toPrecision(4)} after epoch ${epochs}\n`)

const points = [run, ...forks].flatMap(({ name, losses }) =>
  losses.map((loss, i) => ({ epoch: i + 1, loss, name })).filter(({ epoch }) => name === run.name || epoch >= middle),
)
const names = [run, ...forks].map(({ name }) => name)
const colours = ['#1f5fa8', '#d9822b', '#2e8b57']
const svg = drawing({
  title: 'One run, and two that were forked from it after epoch 40',
  note: 'the dashed line is its replay from there, which hides it: the same bits',
  y: {
    label: 'training loss (cross entropy, nats)',
    labelAnchor: 'center',
    labelArrow: 'none',
    labelOffset: 56,
    type: 'log',
    grid: true,
    tickFormat: '~g',
  },
  x: { label: 'epoch', labelAnchor: 'center', labelArrow: 'none' },
  color: { domain: names, range: colours },
  marks: [
    Plot.ruleX([middle], { stroke: '#bbbbbb' }),
    Plot.lineY(points, { x: 'epoch', y: 'loss', stroke: 'name', strokeWidth: 2 }),
    Plot.lineY(
      replayed.losses.map((loss, i) => ({ epoch: i + 1, loss })).filter(({ epoch }) => epoch >= middle),
      { x: 'epoch', y: 'loss', stroke: 'white', strokeWidth: 1, strokeDasharray: '4,6' },
    ),
    ...names.map((name, i) =>
      Plot.text([name], { frameAnchor: 'top-right', dx: 176, dy: 6 + 22 * i, fill: colours[i], fontWeight: 'bold' }),
    ),
  ],
})
await mkdir('out/replay', { recursive: true })
await writeFile('out/replay/fork.svg', svg)
process.stdout.write('The picture is out/replay/fork.svg.\n')
