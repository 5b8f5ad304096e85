/** The words a user reads where shapes or models do not fit: small wrong programs, compiled together, once. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

const snippets = {
  'add, [3] and [4]': 'pipe(T.ones([3]), T.add(T.ones([4])))',
  'add without pipe': 'T.add(T.ones([4]))(T.ones([3]))',
  'add, two names': `pipe(null! as T.Tensor<[T.Name<'batch'>, 3]>, T.add(null! as T.Tensor<[T.Name<'time'>, 3]>))`,
  'where, the choices': 'T.where(T.ones([3]), T.ones([3]), T.ones([4]))',
  'where, the condition': 'T.where(T.ones([5]), T.ones([3]), 0)',
  matmul: `pipe(null! as T.Tensor<[T.Name<'batch'>, 784]>, T.matmul(T.ones([100, 10])))`,
  reshape: 'pipe(T.ones([60000, 784]), T.reshape([784, 6000]))',
  'sumAlong, an axis': 'pipe(T.ones([2, 3]), T.sumAlong(2))',
  'softmax of a scalar': 'A.softmax(T.scalar(1))',
  'expandDims, a place': 'pipe(T.ones([2, 3]), T.expandDims(3))',
  transpose: 'pipe(T.ones([2, 3, 4]), T.transpose([0, 1, 1]))',
  broadcastTo: 'pipe(T.ones([3]), T.broadcastTo([2, 4]))',
  slice: 'pipe(T.ones([2, 3]), T.slice(1, 0, 4))',
  concat: 'T.concat(0)([T.ones([2, 3]), T.ones([2, 4])])',
  stack: 'T.stack(0)([T.ones([2, 3]), T.ones([2, 4])])',
  mse: 'pipe(T.ones([4]), Loss.mse(T.ones([3])))',
  'softmaxCrossEntropy, classes': 'pipe(T.ones([4, 10]), Loss.softmaxCrossEntropy(T.ones([4, 9])))',
  'softmaxCrossEntropy of probabilities': 'pipe(A.softmax(T.ones([4, 10])), Loss.softmaxCrossEntropy(T.zeros([4])))',
  'andThen, a misfit': `pipe(M.named('hidden', L.dense(784, 100)), M.andThen(M.named('logits', L.dense(128, 10))))`,
  'andThen, one name twice': `pipe(M.named('a', L.dense(784, 100)), M.andThen(M.named('a', L.dense(100, 10))))`,
  'andThen, no names': 'pipe(L.dense(784, 100), M.andThen(L.dense(100, 10)))',
  'sequential, a misfit': `M.sequential(M.named('a', L.dense(784, 100)), L.activation(A.relu), M.named('b', L.dense(128, 10)))`,
  'sequential, no names': 'M.sequential(L.dense(784, 100), L.activation(A.relu), L.dense(100, 10))',
  'sequential, an array': 'M.sequential(...[1, 2].map(() => L.dense(4, 4)))',
  'repeat, another shape': 'M.repeat(3)(L.dense(4, 5))',
  'reshape, a rest': 'pipe(T.ones([2, 3]), T.reshape([-1, 4]))',
  'reshape, two -1': 'pipe(T.ones([2, 3]), T.reshape([-1, -1]))',
  'reshape, a size of 0': 'pipe(T.ones([0, 3]), T.reshape([-1, 0]))',
  'softmax before an objective of logits': `Train.trainer({ model: pipe(L.dense(784, 10), M.map(A.softmax)), objective: O.multiclass(10), optimizer: Opt.sgd() })`,
  'an objective with other classes': `Train.trainer({ model: L.dense(784, 10), objective: O.multiclass(9), optimizer: Opt.sgd() })`,
  'a leaf, further down': 'P.paths({ layers: [{ w: T.scalar(1), f: Math.sin }] })',
  'a record with a string leaf': `D.grad((p: { readonly w: T.Scalar; readonly name: string }) => p.w)({ w: T.scalar(1), name: 'w' })`,
}

const imports = Object.entries({
  A: 'Activation',
  D: 'Diff',
  L: 'Layer',
  Loss: 'Loss',
  M: 'Model',
  O: 'Objective',
  Opt: 'Optimizer',
  P: 'Params',
  T: 'Tensor',
  Train: 'Train',
}).map(([name, file]) => `import * as ${name} from '${root}/src/${file}.js'`)
const program = [
  ...imports,
  `import { pipe } from '${root}/node_modules/fp-ts/lib/function.js'`,
  ...Object.values(snippets).map((snippet) => `void ${snippet}`),
]

const folder = mkdtempSync(join(tmpdir(), 'nabla-words-'))
afterAll(() => rmSync(folder, { recursive: true }))

const compile = (): Promise<string> => {
  writeFileSync(join(folder, 'wrong.ts'), program.join('\n'))
  const settings = { extends: join(root, 'tsconfig.json'), compilerOptions: { types: [] }, include: ['wrong.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
  return new Promise((settle) =>
    execFile(join(root, 'node_modules/.bin/tsc'), ['-p', folder, '--pretty', 'false'], { cwd: folder }, (_, out) =>
      settle(out),
    ),
  )
}

/** Of each complaint the line it is about and what the compiler says last but for the missing property, which is what a reader looks at. */
const complaints = (output: string) =>
  output
    .split(/^(?=\S)/m)
    .filter((text) => text.startsWith('wrong.ts'))
    .map((text) => ({ at: Number(/^wrong\.ts\((\d+),/.exec(text)?.[1]), text }))

it('is one sentence that names the operation and what does not fit', async () => {
  const said = complaints(await compile())
  const first = imports.length + 2
  const sentences = Object.fromEntries(
    Object.keys(snippets).map((name, i) => {
      const about = said.filter(({ at }) => at === first + i).map(({ text }) => text)
      const words = about.map(
        (text) => /Error<(["'])((?:\\.|(?!\1).)*)\1>[^<]*$/.exec(text)?.[2]?.replace(/\\/g, '') ?? text,
      )
      return [name, words.length === 1 ? words[0] : words]
    }),
  )
  expect(said.filter(({ at }) => !(at >= first))).toEqual([])
  expect(sentences).toMatchInlineSnapshot(`
    {
      "a leaf, further down": "every leaf of a parameter record must be a Tensor, "layers.n.f" is none",
      "a record with a string leaf": "every leaf of a parameter record must be a Tensor, "name" is none",
      "add without pipe": "add: cannot broadcast [3] with [4]",
      "add, [3] and [4]": "add: cannot broadcast [3] with [4]",
      "add, two names": "add: cannot broadcast [batch, 3] with [time, 3]",
      "an objective with other classes": "this objective takes an output of shape [batch, 9], the model gives [batch, 10]",
      "andThen, a misfit": "andThen: the next layer takes [batch, 128], this one gives [batch, 100]",
      "andThen, no names": "two layers without a name: give each one, as in named('hidden', layer)",
      "andThen, one name twice": "two layers are named "a": give one of them another name",
      "broadcastTo": "broadcastTo: [3] does not stretch to [2, 4]",
      "concat": "concat: [2, 4] does not continue [2, 3] along axis 0",
      "expandDims, a place": "expandDims: [2, 3] has no place 3 for a new axis",
      "matmul": "matmul: cannot multiply [batch, 784] by [100, 10]",
      "mse": "mse: [4] does not go with [3]",
      "repeat, another shape": "repeat: the model takes [batch, 4] and gives [batch, 5]",
      "reshape": "reshape: [60000, 784] has 47040000 elements, [784, 6000] has 4704000",
      "reshape, a rest": "reshape: [2, 3] has 6 elements, no multiple of the sizes [4]",
      "reshape, a size of 0": "reshape: beside a size of 0, -1 in [-1, 0] may be any size: write it out",
      "reshape, two -1": "reshape: [-1, -1] has more than one -1",
      "sequential, a misfit": "andThen: the next layer takes [batch, 128], this one gives [batch, 100]",
      "sequential, an array": "sequential takes layers one by one, not an array of unknown length: M.repeat(n)(layer) makes n equal ones, each with parameters of its own",
      "sequential, no names": "two layers without a name: give each one, as in named('hidden', layer)",
      "slice": "slice: [2, 3] has no elements 0 to 4 on axis 1",
      "softmax before an objective of logits": "this objective takes logits: leave the last activation out, the objective applies it",
      "softmax of a scalar": "softmax: [] has no axis -1",
      "softmaxCrossEntropy of probabilities": "this loss takes logits: leave the softmax or sigmoid out, the loss applies it",
      "softmaxCrossEntropy, classes": "softmaxCrossEntropy: [4, 10] does not go with [4, 9]",
      "stack": "stack: [2, 4] does not go with [2, 3]",
      "sumAlong, an axis": "sumAlong: [2, 3] has no axis 2",
      "transpose": "transpose: [0, 1, 1] is not an order of the axes of [2, 3, 4]",
      "where, the choices": "where: cannot broadcast [3] with [4]",
      "where, the condition": "where: cannot broadcast [5] with [3]",
    }
  `)
})
