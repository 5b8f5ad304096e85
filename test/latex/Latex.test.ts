import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as A from '../../src/Activation.js'
import * as D from '../../src/Diff.js'
import * as Graph from '../../src/Graph.js'
import * as L from '../../src/Layer.js'
import * as Latex from '../../src/Latex.js'
import * as Loss from '../../src/Loss.js'
import * as M from '../../src/Model.js'
import * as O from '../../src/Optimizer.js'
import * as Schedule from '../../src/Schedule.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import { set } from './katex.js'
import { hostileNames } from '../draw/support.js'
import { programs } from './programs.js'

const raw = String.raw
const zero = T.scalar(0)

/** The lines of a formula, which KaTeX sets. */
const lines = (tex: string): readonly string[] => {
  set(tex)
  if (!tex.startsWith('\\begin{aligned}')) return [tex]
  return (
    tex
      .replace('\\begin{aligned} ', '')
      .replace(' \\end{aligned}', '')
      // A line has its own “&=”; a row of cases has not.
      .split(/ \\\\(?:\[4pt\])? (?=[^&]+&=)/)
  )
}

describe('precedence and signs', () => {
  type P = { readonly a: T.Scalar; readonly b: T.Scalar; readonly c: T.Scalar }
  const cases: readonly (readonly [string, (p: P) => T.Scalar])[] = [
    [raw`c (a + b)`, ({ a, b, c }) => pipe(a, T.add(b), T.mul(c))],
    [raw`a - b + c`, ({ a, b, c }) => pipe(a, T.sub(pipe(b, T.sub(c))))],
    [raw`-(a + b + c)`, ({ a, b, c }) => T.neg(pipe(a, T.add(b), T.add(c)))],
    [raw`-a b`, ({ a, b }) => pipe(T.neg(a), T.mul(b))],
    [raw`a - b`, ({ a, b }) => pipe(a, T.add(T.neg(b)))],
    [raw`3 (b - a)`, ({ a, b }) => pipe(a, T.sub(b), T.mul(-3))],
    [raw`\frac{a c}{b}`, ({ a, b, c }) => pipe(a, T.div(pipe(b, T.div(c))))],
    [raw`\frac{a}{b c}`, ({ a, b, c }) => pipe(a, T.div(b), T.div(c))],
    [raw`-\frac{a}{b}`, ({ a, b }) => pipe(a, T.div(T.neg(b)))],
    [raw`(a + b)^{2}`, ({ a, b }) => pipe(a, T.add(b), T.square)],
    [raw`a^{3}`, ({ a }) => pipe(a, T.mul(a), T.mul(a))],
    [raw`\frac{b}{a^{2}}`, ({ a, b }) => pipe(a, T.pow(-2), T.mul(b))],
    [raw`e^{a + b}`, ({ a, b }) => T.exp(pipe(a, T.add(b)))],
    [raw`e^{-\frac{a^{2}}{b^{2}}}`, ({ a, b }) => T.exp(T.neg(T.square(pipe(a, T.div(b)))))],
    [raw`b e^{2 a}`, ({ a, b }) => pipe(T.exp(a), T.square, T.mul(b))],
    [raw`b \log a`, ({ a, b }) => pipe(T.log(a), T.mul(b))],
    [raw`\log(a b)`, ({ a, b }) => T.log(pipe(a, T.mul(b)))],
    [raw`\log^{2}(a)`, ({ a }) => T.square(T.log(a))],
    [raw`\sqrt{a^{2} + b^{2}}`, ({ a, b }) => pipe(a, T.square, T.add(T.square(b)), T.sqrt)],
    [raw`\frac{b}{\sqrt{a^{2} + 10^{-5}}}`, ({ a, b }) => pipe(b, T.div(pipe(a, T.square, T.add(1e-5), T.sqrt)))],
    [raw`\left| a - b \right|`, ({ a, b }) => T.abs(pipe(a, T.sub(b)))],
    [raw`\left| a - 1 \right|`, ({ a }) => T.abs(pipe(a, T.sub(1)))],
    [raw`\left| 1 - a \right|`, ({ a }) => T.abs(T.neg(pipe(T.neg(a), T.add(1))))],
    [raw`\left| a - b - 2 \right|`, ({ a, b }) => T.abs(pipe(a, T.sub(b), T.sub(2)))],
    [raw`\sigma(a - 1)`, ({ a }) => A.sigmoid(pipe(a, T.sub(1)))],
    [raw`\max(-a, b)`, ({ a, b }) => T.max(b)(T.neg(a))],
    [raw`a [a = b]`, ({ a, b }) => pipe(a, T.equal(b), T.mul(a))],
    [raw`b [a = b]`, ({ a, b, c }) => pipe(a, T.sub(c), T.equal(pipe(b, T.sub(c))), T.mul(b))],
    [raw`\sin(2 a + b)`, ({ a, b }) => T.sin(pipe(a, T.mul(2), T.add(b)))],
    [raw`\frac{1}{2} (a + b)`, ({ a, b }) => pipe(a, T.add(b), T.div(2))],
    [raw`\frac{1}{3} a + 0.1`, ({ a }) => pipe(a, T.mul(1 / 3), T.add(0.1))],
    [raw`2.5 \cdot 10^{-7} a`, ({ a }) => pipe(a, T.mul(2.5e-7))],
    [
      raw`\begin{cases} a - c & a > b \\ b^{2} & a \le b \end{cases}`,
      ({ a, b, c }) => T.where(pipe(a, T.greater(b)), pipe(a, T.sub(c)), T.square(b)),
    ],
  ]
  it.each(cases)('%s', (tex, f) => {
    const shown = Latex.formula(f)({ a: zero, b: zero, c: zero })
    set(shown)
    expect(shown).toBe(`f(a, b, c) = ${tex}`)
  })
})

describe('activations', () => {
  const cases: readonly (readonly [string, (x: T.Scalar) => T.Scalar, string, string])[] = [
    ['sigmoid', A.sigmoid, raw`\frac{1}{1 + e^{-x}}`, raw`\sigma(x) \bigl(1 - \sigma(x)\bigr)`],
    ['tanh', A.tanh, raw`\frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}`, raw`1 - \tanh^{2}(x)`],
    ['relu', A.relu, raw`\max(0, x)`, raw`\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}`],
    ['leaky relu', A.leakyRelu(), raw`\max(0.1 x, x)`, raw`\begin{cases} 1 & x > 0 \\ 0.1 & x \le 0 \end{cases}`],
    [
      'elu',
      A.elu(),
      raw`\begin{cases} x & x \ge 0 \\ e^{x} - 1 & x < 0 \end{cases}`,
      raw`\begin{cases} 1 & x \ge 0 \\ e^{x} & x < 0 \end{cases}`,
    ],
    ['softplus', A.softplus, raw`\log(1 + e^{x})`, raw`\sigma(x)`],
    ['log sigmoid', A.logSigmoid, raw`-\log(1 + e^{-x})`, raw`1 - \sigma(x)`],
  ]
  it.each(cases)('%s', (_, f, tex, slope) => {
    expect(lines(Latex.formula(f)(zero))).toEqual([`f(x) = ${tex}`])
    expect(lines(Latex.gradient(f)(zero))).toEqual([raw`\frac{\partial f}{\partial x} = ${slope}`])
  })

  it('the second derivative of the sigmoid', () => {
    const slope = (x: T.Scalar) => D.grad((y: T.Scalar) => A.sigmoid(y) as T.Scalar)(x)
    expect(Latex.gradient(slope, { name: 'g' })(zero)).toBe(
      raw`\frac{\partial g}{\partial x} = \sigma(x) \bigl(1 - \sigma(x)\bigr) \bigl(1 - 2 \sigma(x)\bigr)`,
    )
  })

  it('softmax without the shift by its largest logit', () => {
    const tex = Latex.formula((z: T.Tensor<[3]>) => A.softmax(z), { name: 'p', variable: 'z' })(T.zeros([3]))
    expect(lines(tex)).toEqual([raw`p(z)_{i} = \frac{e^{z_i}}{\sum_{j=1}^{n} e^{z_j}}`])
    const log = Latex.formula((z: T.Tensor<[3]>) => A.logSoftmax(z), { variable: 'z' })(T.zeros([3]))
    expect(lines(log)).toEqual([raw`f(z) = \log \operatorname{softmax}(z)`])
    const total = Latex.formula((z: T.Tensor<[3]>) => T.logSumExp(z), { variable: 'z' })(T.zeros([3]))
    expect(lines(total)).toEqual([raw`f(z) = \log \sum_{i=1}^{n} e^{z_i}`])
  })

  it('the gradient through a softmax', () => {
    const f = (p: { readonly z: T.Tensor<[3]>; readonly c: T.Tensor<[3]> }) => pipe(A.softmax(p.z), T.mul(p.c), T.sum)
    expect(lines(Latex.gradient(f, { wrt: ['z'] })({ z: T.zeros([3]), c: T.zeros([3]) }))).toEqual([
      raw`\frac{\partial f}{\partial z} = \operatorname{softmax}(z) \odot \left( c - \sum_{i=1}^{n} c_i \operatorname{softmax}(z)_{i} \right)`,
    ])
  })
})

describe('cross entropy of logits', () => {
  type Distribution = { readonly z: T.Tensor<[5, 3]>; readonly t: T.Tensor<[5, 3]> }
  type Classes = { readonly z: T.Tensor<[5, 3]>; readonly t: T.Tensor<[5]> }
  const some = { z: T.zeros([5, 3]), t: T.zeros([5, 3]) }
  const classes = { z: T.zeros([5, 3]), t: T.zeros([5]) }
  const ofDistribution = ({ z, t }: Distribution) => pipe(z, Loss.softmaxCrossEntropy(t))
  const ofClasses = ({ z, t }: Classes) => pipe(z, Loss.softmaxCrossEntropy(t))

  it('of a distribution', () => {
    expect(lines(Latex.formula(ofDistribution)(some))).toEqual([
      raw`f(t, z) = -\frac{1}{n} \sum_{i=1}^{n} \sum_{j=1}^{k} t_{ij} \log \operatorname{softmax}(z_i)_{j}`,
    ])
  })

  it('has the gradient (softmax(z) − t)/n where rows sum to 1, and not where nobody says so', () => {
    expect(lines(Latex.gradient(ofDistribution, { wrt: ['z'], distributions: ['t'] })(some))).toEqual([
      raw`\frac{\partial f}{\partial z} = \frac{1}{n} \bigl(\operatorname{softmax}(z) - t\bigr)`,
    ])
    expect(Latex.gradient(ofDistribution, { wrt: ['z'] })(some)).toContain(raw`\sum_{l=1}^{k} t_{il}`)
  })

  it('of class numbers', () => {
    expect(lines(Latex.formula(ofClasses)(classes))).toEqual([
      raw`f(t, z) = -\frac{1}{n} \sum_{i=1}^{n} \log \operatorname{softmax}(z_i)_{t_i}`,
    ])
    expect(lines(Latex.gradient(ofClasses, { wrt: ['z'] })(classes))).toEqual([
      raw`\frac{\partial f}{\partial z_{ij}} = \frac{1}{n} \bigl(\operatorname{softmax}(z_i)_{j} - [t_i = j]\bigr)`,
    ])
  })

  it('of class numbers that the function captures', () => {
    const t = T.tensor([2, 0, 1, 1, 0])
    const loss = (z: T.Tensor<[5, 3]>) => pipe(z, Loss.softmaxCrossEntropy(t))
    expect(lines(Latex.formula(loss, { variable: 'z', constants: { t } })(T.zeros([5, 3])))).toEqual([
      raw`f(z) = -\frac{1}{n} \sum_{i=1}^{n} \log \operatorname{softmax}(z_i)_{t_i}`,
    ])
  })
})

describe('networks', () => {
  const network = pipe(
    M.named('hidden', L.dense(4, 3)),
    M.map((x) => A.tanh(x)),
    M.andThen(M.named('logits', L.dense(3, 2))),
  )
  const params = network.init(Seed.fromNumber(1))
  const x = T.fromArray(
    Array.from({ length: 24 }, (_, i) => i % 7),
    [6, 4],
  )
  const t = T.tensor([0, 1, 0, 1, 0, 1])
  const loss = (p: typeof params) => pipe(network.apply(p)(x), Loss.softmaxCrossEntropy(t))

  it('on one line where they fit', () => {
    expect(lines(Latex.formula((p: typeof params) => network.apply(p)(x), { constants: { x } })(params))).toEqual([
      raw`f(\theta) = \tanh(x W_{\text{hidden}} + b_{\text{hidden}}) W_{\text{logits}} + b_{\text{logits}}`,
    ])
  })

  it('in named steps where they do not', () => {
    const narrow = { constants: { x }, width: 20 }
    expect(lines(Latex.formula((p: typeof params) => network.apply(p)(x), narrow)(params))).toEqual([
      raw`a &= \tanh(x W_{\text{hidden}} + b_{\text{hidden}})`,
      raw`f(\theta) &= a W_{\text{logits}} + b_{\text{logits}}`,
    ])
  })

  it('their gradients in named steps, each cotangent with the number of what it belongs to', () => {
    expect(lines(Latex.gradient(loss, { name: 'L', constants: { x, t } })(params))).toEqual([
      raw`z_1 &= x W_{\text{hidden}} + b_{\text{hidden}}`,
      raw`a &= \tanh(z_1)`,
      raw`z_2 &= a W_{\text{logits}} + b_{\text{logits}}`,
      raw`\delta_{2,\,ij} &= \frac{1}{n} \bigl(\operatorname{softmax}(z_{2,\,i})_{j} - [t_i = j]\bigr)`,
      raw`\frac{\partial L}{\partial b_{\text{logits},\,j}} &= \sum_{i=1}^{n} \delta_{2,\,ij}`,
      raw`\frac{\partial L}{\partial W_{\text{logits}}} &= a^{\top} \delta_2`,
      raw`\delta_1 &= (\delta_2 W_{\text{logits}}^{\top}) \odot \bigl(1 - \tanh^{2}(z_1)\bigr)`,
      raw`\frac{\partial L}{\partial b_{\text{hidden},\,l}} &= \sum_{i=1}^{n} \delta_{1,\,il}`,
      raw`\frac{\partial L}{\partial W_{\text{hidden}}} &= x^{\top} \delta_1`,
    ])
  })

  it('a training loop, as one step of it', () => {
    const step = (p: typeof params, rows: T.Tensor<[6]>) => {
      const g = D.grad((q: typeof params) =>
        pipe(network.apply(q)(T.take(rows)(x) as typeof x), Loss.softmaxCrossEntropy(t)),
      )(p)
      const optimizer = O.sgd({ learningRate: 0.1 })
      return O.apply(optimizer.update(g, optimizer.init(p), p)[0], p)
    }
    type State = { readonly params: typeof params; readonly rows: T.Tensor<[9, 6]> }
    const { graph } = Graph.stage((s: State) => Graph.fold(step)(s.params, s.rows as never))({
      params,
      rows: T.zeros([9, 6]),
    })
    const shown = lines(Latex.fromGraph(graph))
    expect(shown).toContain(raw`W'_{\text{logits}} &= W_{\text{logits}} - 0.1 a^{\top} \delta_2`)
    expect(shown.join()).not.toContain('?')
  })
})

describe('optimizers', () => {
  const updates: readonly (readonly [string, Latex.UpdateRule, readonly string[]])[] = [
    ['sgd', O.sgd, [raw`w' = w - \eta g`]],
    ['momentum', O.momentum, [raw`v' &= \alpha v - \eta g`, raw`w' &= w + v'`]],
    ['nesterov', O.nesterov, [raw`v' &= \alpha v - \eta g`, raw`w' &= w + \alpha v' - \eta g`]],
    ['adagrad', O.adagrad, [raw`h' &= h + g \odot g`, raw`w' &= w - \eta \, \frac{g}{\sqrt{h' + \epsilon}}`]],
    [
      'rmsprop',
      O.rmsprop,
      [raw`h' &= \gamma h + (1 - \gamma) g \odot g`, raw`w' &= w - \eta \, \frac{g}{\sqrt{h' + \epsilon}}`],
    ],
    [
      'adamw',
      O.adamw,
      [
        raw`m' &= \beta_1 m + (1 - \beta_1) g`,
        raw`v' &= \beta_2 v + (1 - \beta_2) g \odot g`,
        raw`\hat{m} &= \frac{m'}{1 - \beta_1^{t}}`,
        raw`\hat{v} &= \frac{v'}{1 - \beta_2^{t}}`,
        raw`w' &= w - \eta \left( \lambda w + \frac{\hat{m}}{\sqrt{\hat{v}} + \epsilon} \right)`,
      ],
    ],
    [
      'adam with its numbers',
      O.adam({ learningRate: 0.1 }),
      [
        raw`m' &= 0.9 m + 0.1 g`,
        raw`v' &= 0.999 v + 0.001 g \odot g`,
        raw`\hat{m} &= \frac{m'}{1 - 0.9^{t}}`,
        raw`\hat{v} &= \frac{v'}{1 - 0.999^{t}}`,
        raw`w' &= w - 0.1 \, \frac{\hat{m}}{\sqrt{\hat{v}} + 10^{-8}}`,
      ],
    ],
    [
      'adam without correction',
      (o) => O.adam({ ...o, biasCorrection: false }),
      [
        raw`m' &= \beta_1 m + (1 - \beta_1) g`,
        raw`v' &= \beta_2 v + (1 - \beta_2) g \odot g`,
        raw`w' &= w - \eta \, \frac{m'}{\sqrt{v'} + \epsilon}`,
      ],
    ],
    [
      'weight decay',
      (o) => O.chain(O.addDecayedWeights(o.weightDecay), O.sgd(o)),
      [raw`w' = w - \eta (\lambda w + g)`],
    ],
    [
      'clipping by the norm',
      (o) => O.chain(O.clipByGlobalNorm(1), O.sgd(o)),
      [
        raw`w' = w - \eta \begin{cases} \frac{g}{\sqrt{\sum_{i=1}^{n} g_i^{2}}} & \sqrt{\sum_{i=1}^{n} g_i^{2}} > 1 \\ g & \sqrt{\sum_{i=1}^{n} g_i^{2}} \le 1 \end{cases}`,
      ],
    ],
    [
      'two velocities',
      (o) => O.chain(O.scaleByLearningRate(o.learningRate), O.trace(o.momentum), O.trace(o.momentum)),
      [raw`v'_1 &= \alpha v_1 - \eta g`, raw`v'_2 &= \alpha v_2 + v'_1`, raw`w' &= w + v'_2`],
    ],
    [
      'a schedule',
      (o) => O.scheduled(Schedule.warmup(4)(() => o.learningRate))(O.sgd),
      [
        raw`\eta' &= \begin{cases} \eta & t - 1 \ge 4 \\ \eta \min(0.25 t, 1) & t - 1 < 4 \end{cases}`,
        raw`w' &= w - \eta' g`,
      ],
    ],
  ]
  it.each(updates)('%s', (_, optimizer, tex) => {
    expect(lines(Latex.update(optimizer))).toEqual(tex)
  })
})

describe('names', () => {
  it('are letters where the field has one, words where it has none', () => {
    const f = (p: Readonly<Record<string, T.Scalar>>) => Object.values(p).reduce((a, b) => pipe(a, T.mul(b)))
    const like = Object.fromEntries(
      ['beta1', 'epsilon', 'learningRate', 'w12', 'W', 'speed', 'bias', 'top_speed'].map((k) => [k, zero]),
    )
    expect(Latex.formula(f)(like)).toBe(
      raw`f(\theta) = W \beta_1 b \epsilon \eta \mathrm{speed} \text{top\_speed} w_{12}`,
    )
  })

  it('are those a caller gives', () => {
    const f = (p: { readonly hidden: { readonly weight: T.Scalar } }) => T.square(p.hidden.weight)
    const like = { hidden: { weight: zero } }
    expect(Latex.formula(f)(like)).toBe(raw`f(W_{\text{hidden}}) = W_{\text{hidden}}^{2}`)
    expect(Latex.formula(f, { name: 'L', names: { 'hidden.weight': 'W_1' } })(like)).toBe('L(W_1) = W_1^{2}')
  })

  it('are never the same for two things', () => {
    const f = (p: { readonly params: { readonly w: T.Scalar }; readonly w: T.Scalar }) => pipe(p.params.w, T.mul(p.w))
    expect(Latex.formula(f)({ params: { w: zero }, w: zero })).toBe(raw`f(w_{\text{params}}, w) = w_{\text{params}} w`)
  })

  it('of sizes and indices keep clear of names that are there', () => {
    const f = (p: { readonly n: T.Tensor<[5]>; readonly i: T.Scalar }) => pipe(p.n, T.mul(p.i), T.mean)
    expect(Latex.formula(f)({ n: T.zeros([5]), i: zero })).toBe(raw`f(i, n) = \frac{1}{k} i \sum_{j=1}^{k} n_j`)
  })

  it('may be any text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 3 }), (keys) => {
        const like = Object.fromEntries(keys.map((k) => [k, zero]))
        set(Latex.formula((p: typeof like) => p)(like), 'ignore')
      }),
    )
  })

  it.each(hostileNames.map(([name]) => name))('that are paths are words, whatever they hold: %j', (name) => {
    const like = { [name]: zero }
    const tex = Latex.formula((p: typeof like) => T.square(p[name]))(like)
    set(tex, 'ignore')
    expect(tex).toMatch(
      /^f\((\\text\{(?:[^\\{}$&#%_^~\p{C}\p{Zl}]|\\[&#%$]|\\textbackslash\{\})*\})\) = \{?\1\}?\^\{2\}$/u,
    )
  })

  it('in options are TeX where they hold a sign of TeX, else words', () => {
    const f = (w: T.Scalar) => T.square(w)
    const named = (name: string) => Latex.formula(f, { names: { '': name } })(zero)
    expect(named('\\hat{y}')).toBe(raw`f(\hat{y}) = \hat{y}^{2}`)
    expect(named('50% & more\u202e')).toBe(raw`f(\text{50\% \& more·}) = \text{50\% \& more·}^{2}`)
    expect(Latex.formula(f, { variable: '\\hat{y}' })(zero)).toContain(raw`\text{\textbackslash{}hat\{y\}}`)
  })

  it('that are nowhere are refused', () => {
    const f = (w: T.Scalar) => T.square(w)
    expect(() => Latex.formula(f, { names: { v: 'v' } })(zero)).toThrow(/names among "".*"v"/)
    expect(() => Latex.gradient(f, { wrt: ['v'] })(zero)).toThrow(/wrt among "".*"v"/)
  })
})

describe('any program', () => {
  it('is set by KaTeX, its gradient too, with a name for everything', () => {
    fc.assert(
      fc.property(programs, ({ f, cost, x }) => {
        for (const tex of [Latex.formula(f)(x as never), Latex.gradient(cost)(x as never)]) {
          set(tex)
          expect(tex).not.toMatch(/\?|undefined|NaN/)
        }
      }),
    )
  })

  it('may hold what has no formula: it is a function with a name', () => {
    const f = (p: { readonly a: T.Tensor<[2]>; readonly b: T.Tensor<[3]> }) =>
      T.sum(T.square(T.concat(0)([p.a, T.neg(p.b)]) as T.Tensor<[5]>))
    expect(lines(Latex.formula(f)({ a: T.zeros([2]), b: T.zeros([3]) }))).toEqual([
      raw`u_1 &= -b`,
      raw`u_2 &= \operatorname{concat}(a, u_1)`,
      raw`f(a, b) &= \sum_{i=1}^{n} u_{2,\,i}^{2}`,
    ])
  })

  it('has a gradient only if it gives one number', () => {
    // @ts-expect-error a vector has no gradient
    expect(() => Latex.gradient((x: T.Tensor<[3]>) => T.square(x))(T.zeros([3]))).toThrow()
  })
})

describe('captured constants', () => {
  const times = (c: T.AnyTensor) => Latex.formula((x: T.AnyTensor) => T.mul(c)(x))(T.zeros(T.shape(c)) as never)
  const shown = (c: T.AnyTensor) => /c &= (.*) \\end\{aligned\}$/.exec(times(c))?.[1]
  it('are lists, matrices, and lists of matrices', () => {
    expect(shown(T.tensor([1, -2, 5]))).toBe(raw`(1,\, -2,\, 5)`)
    expect(
      shown(
        T.tensor([
          [1, 2],
          [3, -4],
        ]),
      ),
    ).toBe(raw`\begin{pmatrix} 1 & 2 \\ 3 & -4 \end{pmatrix}`)
    expect(shown(T.tensor([[1], [3]]))).toBe(raw`\begin{pmatrix} 1 \\ 3 \end{pmatrix}`)
    expect(shown(T.tensor([[[1, 2]], [[3, 5]]]))).toBe(
      raw`(\begin{pmatrix} 1 & 2 \end{pmatrix},\, \begin{pmatrix} 3 & 5 \end{pmatrix})`,
    )
    const large = T.fromArray(
      Array.from({ length: 30 }, (_, i) => i * i),
      [5, 6],
    )
    expect(shown(large)).toBe(
      raw`\begin{pmatrix} 0 & 1 & 4 & 9 & \cdots \\ 36 & 49 & 64 & 81 & \cdots \\ 144 & 169 & 196 & 225 & \cdots \\ 324 & 361 & 400 & 441 & \cdots \\ \vdots \end{pmatrix}`,
    )
  })
})
