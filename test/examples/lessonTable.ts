/**
 * What each lesson prints and draws, and the knobs that keep the long ones short in tests.
 */
import type { slideDefaults as relu } from '../../examples/slides/12-relu.js'
import type { slideDefaults as maxout } from '../../examples/slides/14-maxout.js'
import type { slideDefaults as hidden } from '../../examples/slides/18-hidden-layers.js'
import type { slideDefaults as fit } from '../../examples/slides/19-nonlinear-fit.js'

/** A row of the table. */
export interface Row {
  /** The number of the lesson. */
  readonly item: number
  /** Knobs that differ from the slide's. */
  readonly knobs?: object
  /** The lesson trains on MNIST for longer than a test may take. `npm run slides` runs it. */
  readonly long?: true
  /** Parts of the lines that it prints: computed by hand, copied from the slides, or from the closed form. */
  readonly prints: readonly string[]
  /** Its figures in order, each with its number of panels. */
  readonly figures: Readonly<Record<string, number>>
}

/** The lessons by number. */
export const table: readonly Row[] = [
  {
    item: 0,
    prints: ['together (3·5 + 5) + (5·4 + 4) + (4·2 + 2) = 54'],
    figures: { '00-network': 1 },
  },
  {
    item: 1,
    prints: ['y = 1·2 + 2·(−1) + 3·0.5 + 0.5 = 2'],
    figures: { '01-neuron': 2, '01-lines': 10, '01-regression': 1 },
  },
  {
    item: 2,
    prints: ['scaled      [0.000, 0.200, 1.000]', 'prediction  ['],
    figures: { '02-pipeline': 1, '02-losses': 3, '02-search': 1 },
  },
  {
    item: 3,
    prints: ['w gets −0.1000 through r', 'L = q + r        1.6179       1.0000            −3.0778'],
    figures: { '03-replay': 14, '03-direction': 2 },
  },
  {
    item: 4,
    prints: ['L = cost″ = 22, limit 2/L = 0.090909091', 'lr = 0.0909  1 − lr·L = −1.000'],
    figures: { '04-rates': 6, '04-distance': 1, '04-starts': 6 },
  },
  {
    item: 5,
    prints: ['∇f = 1.050336, 0.750000', 'H·v for v = (0.8, −0.6): 0.301714, −0.400000', '½ vᵀHv = 0.24069'],
    figures: { '05-field': 2, '05-plane': 6, '05-zoom': 5, '05-column': 1 },
  },
  {
    item: 6,
    prints: [
      'step 0  : cost=41.4864, w=0.4852, grad=-42.7247',
      'step 5  : cost=3.4582, w=1.5627, grad=-12.3354',
      'step 10 : cost=0.2883, w=1.8737, grad=-3.5614',
      'step 15 : cost=0.0240, w=1.9635, grad=-1.0282',
      'w after 20 steps: 1.9865',
    ],
    figures: { '06-fit': 4, '06-path': 2 },
  },
  {
    item: 7,
    prints: ['W₁W₂ = [[5,-3],[-4,6],[-1,1]]', 'b₁W₂ + b₂ = [5,0]', 'parameters: 26 in two layers, 8 in one'],
    figures: { '07-fold': 1, '07-grid': 5 },
  },
  {
    item: 8,
    prints: ['0.33466933867735', 'clean data, 500 steps from seed 1: loss 0.0896017'],
    figures: { '08-fits': 6, '08-loss': 2 },
  },
  {
    item: 9,
    prints: ['depth 5: linear 0 kinks', 'x² by 16 pieces: largest error 3.906e−3'],
    figures: { '09-depth': 10, '09-hinges': 6 },
  },
  {
    item: 10,
    prints: [
      'largest slope: 0.25, at 0',
      'from |x| = 4.585',
      'σ′(37): naive 0, D.grad 8.53e−17',
      'log σ(−750): naive −∞, logSigmoid −750',
    ],
    figures: { '10-derivatives': 3, '10-numerics': 4 },
  },
  {
    item: 11,
    prints: ['slope at 0: 1', 'tanh′(20): naive 0, D.grad 1.70e−17', 'quotient of exponentials NaN, tanh 1'],
    figures: { '11-derivatives': 3, '11-sigmoid-inside': 3, '11-numerics': 4 },
  },
  {
    item: 12,
    knobs: { elements: 1000, calls: 1, seeds: 2, steps: 40 } satisfies Partial<typeof relu>,
    prints: ['through 10 layers of ReLU at x = 1: 1', 'through 10 layers of sigmoid at x = 1: 2.78e−7'],
    figures: { '12-kink': 3, '12-depth': 6, '12-cost-and-death': 2 },
  },
  {
    item: 13,
    prints: ['leakyRelu(−2) = −0.2, slopes at −1, 0, 1: 0.1, 0.1, 1', 'slope 0: cost 0.17 before, 0.17 after'],
    figures: { '13-slopes': 10, '13-rescue': 2 },
  },
  {
    item: 14,
    knobs: { steps: 250, seeds: 2 } satisfies Partial<typeof maxout>,
    prints: [
      'to the bit, as a maxout: ReLU, leaky ReLU, |x|',
      '1 piece : best possible 4/(45k⁴) = 0.0889, on the grid 0.0896',
    ],
    figures: { '14-envelope': 2, '14-contains': 5, '14-pieces': 6 },
  },
  {
    item: 15,
    prints: [
      'α = 1: slope just below 0 1, at 0 1, jump 0',
      'α = 2: slope just below 0 2, at 0 1, jump −1',
      'ELU(−1.00e−17): eˣ − 1 = 0, expm1 −1.00000000e−17',
    ],
    figures: { '15-alphas': 15, '15-mean-and-numerics': 3 },
  },
  {
    item: 16,
    prints: [
      'exactly 0.5 (logit 0) counts as class 1',
      'threshold 0.5: right 84.5 %',
      '= share of pairs (1, 0) in the right order',
    ],
    figures: { '16-threshold': 2, '16-thresholds': 5, '16-roc': 2 },
  },
  {
    item: 17,
    prints: [
      '= 0.2333, 0.0858, 0.0349, 0.0116, 0.6343',
      'log(softmax(0, −800, 5)) = −5.00672, −∞',
      'logSoftmax: −5.00672, −805.007',
      '= σ(0.7 + 1.3) = 0.880797',
    ],
    figures: { '17-temperatures': 6, '17-shift': 10, '17-jacobian-and-logs': 2 },
  },
  {
    item: 18,
    knobs: { steps: 120 } satisfies Partial<typeof hidden>,
    prints: [
      'expected factor a layer √0.005',
      'all 0: 1 different hidden unit after 120 steps, loss 0.0896',
      'default: 20 different hidden units',
    ],
    figures: { '18-histograms': 25, '18-histograms-tanh': 25, '18-sizes': 2, '18-gradients': 3, '18-symmetry': 5 },
  },
  {
    item: 19,
    knobs: { fresh: [['relu', 'uniform', 1]] } satisfies Partial<typeof fit>,
    prints: [
      'noise floor 0.2²/12 = 0.00333',
      'clean data, relu, uniform, seed 1: 71',
      'tanh, uniform: 54.1 to 94.6 times lower, 20 of 20 at least 30',
    ],
    figures: { '19-fit': 2, '19-steps': 5, '19-loss': 1, '19-seeds': 2 },
  },
  {
    item: 20,
    // Σxy/Σx² = 49.6/55; (1 + 4 + 9 + 16 + 25 + 36)/6.
    prints: ['w = 0.9018   MSE = 0.2260   dMSE/dw = 0.0000', '15.1667 = 91/6'],
    figures: { '20-squares': 6, '20-cost': 2 },
  },
  {
    item: 21,
    // ln 2, ln 10; the entropies of 0.1 and 0.3.
    prints: [
      '0.5    0.6931          0.6931',
      '0      Infinity        0.0000',
      '0.1    2.3026',
      '1      0.0000          Infinity',
      'q 0.1: 0.325',
      'q 0.3: 0.611',
      'z = 40    t = 0:  naive Infinity',
      'naive Infinity      bceWithLogits 1000.0000',
    ],
    figures: { '21-bce': 2, '21-logits': 2, '21-stable': 1 },
  },
  {
    item: 22,
    // ln 4 with the gradient 1/4 − one-hot; ln 10; ln(1 + 9/e).
    prints: [
      'loss 1.3863, gradient [0.250, -0.750, 0.250, 0.250]',
      'zero logits over ten classes: 2.3026 = ln 10',
      'logits [750, 0], truth 1: together 750, in two steps Infinity',
      'logits [1000, 0], truth 1: together 1000, in two steps Infinity',
      '1.4612',
    ],
    figures: { '22-gradient': 6, '22-twice': 2 },
  },
  {
    item: 23,
    prints: ['regression          MSE', 'binary, one output  BCE', 'binary, two outputs CE', 'multiclass          CE'],
    figures: { '23-chooser': 1, '23-tasks': 4 },
  },
  {
    item: 24,
    prints: ['batch 1   1200 steps', 'batch 100   12 steps'],
    figures: { '24-paths': 1, '24-batches': 6, '24-samples': 1 },
  },
  {
    item: 25,
    // f after 40 steps: 2.45·0.905⁸⁰ + 4·0.9⁸⁰.
    prints: ['2/L = 1', '64.1°', 'y changes its sign 40 times in 40 steps', 'lr 0.95: f = 0.00171'],
    figures: { '25-zigzag': 1, '25-angle': 2, '25-rates': 6, '25-factors': 1 },
  },
  {
    item: 26,
    // v₁ = −0.1·(−0.7, 4); v₂ = 0.9·v₁ − 0.1·(−0.693, 3.2).
    prints: [
      '0     (0.070, -0.400)   (-6.930, 1.600)',
      '1     (0.132, -0.680)   (-6.798, 0.920)',
      '-1.0000, ten times -lr',
      'converges exactly where lr < 2(1 + α)/L',
      'fastest, by theory: lr 1.34, α 0.40',
    ],
    figures: { '26-velocity': 1, '26-momenta': 6, '26-phase': 2 },
  },
  {
    item: 27,
    // 1.5/0.7 and 1.5/4; 1/√100.
    prints: ['0      2.1429      0.3750', 'first update (1.5000, -1.5000)', '0.100 at 100'],
    figures: { '27-path': 2, '27-rates': 6, '27-fading': 2 },
  },
  {
    item: 28,
    // (1 − γ)γ¹⁰.
    prints: ['γ 0.9: weight 0.100 now, 0.0349 ten steps later', 'first step: 0.9487 = 0.3/√0.1'],
    figures: { '28-weights': 1, '28-path': 2, '28-decays': 6, '28-recovery': 1 },
  },
  {
    item: 29,
    prints: ['-0.7000   0.4900       0.3000                 0.9487', 'SGD       lr 0.95', 'Adam      lr 0.3'],
    figures: {
      '29-means': 3,
      '29-correction': 6,
      '29-race': 1,
      '29-race-each': 6,
      '29-race-rates': 6,
      '29-race-heights': 1,
    },
  },
  {
    item: 30,
    prints: ['epoch 0: ', 'epoch 4: ', 'batch    1: ', 'batch 1024: ', 'samples/s', 'all 60,000 at once would take'],
    figures: { '30-deck': 1, '30-measured': 2 },
  },
  {
    item: 31,
    prints: [
      '60000     128          469               96',
      'MNIST, batch 100: 600 iterations an epoch, 1800 in three epochs',
      '(3, 0, 12)',
    ],
    figures: { '31-bars': 1, '31-table': 1 },
  },
  {
    item: 32,
    long: true,
    prints: [],
    figures: { '32-samples': 1, '32-pixels': 1, '32-classes': 2, '32-means': 1 },
  },
  {
    item: 33,
    long: true,
    prints: [],
    figures: { '33-curves': 2, '33-bars': 6, '33-confusion': 1, '33-worst': 1, '33-templates': 1, '33-hidden': 1 },
  },
]
