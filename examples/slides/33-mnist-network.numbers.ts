import type { run } from './33-mnist-network.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = (values: Values<typeof run>): Numbers => {
  const { image, ends, parameters, one, meanLoss, worst, single } = values
  const end = ends[ends.length - 1]
  const confused = end.confusion
    .flatMap((row, actual) => row.map((count, predicted) => ({ actual, predicted, count })))
    .filter(({ actual, predicted }) => actual !== predicted)
    .sort((a, b) => b.count - a.count)
  return {
    printed: [
      `parameters: 784·100 + 100 + 100·10 + 10 = ${parameters}`,
      ...ends.map(
        ({ iteration, loss, accuracy }, epoch) =>
          `after ${epoch} epoch${epoch === 1 ? ' ' : 's'}, ${String(iteration).padStart(4)} iterations: test loss ${loss.toFixed(4)}, test accuracy ${accuracy.toFixed(4)}`,
      ),
      `test image ${image} is a ${one.target}; its probabilities, 0 to 9: ${one.probabilities.map((p) => p.toFixed(4)).join(' ')}`,
      `the worst test image: a ${worst[0].actual}, taken for a ${worst[0].predicted} with probability ${worst[0].p.toFixed(3)}; its loss is ${worst[0].loss.toFixed(2)}`,
      `most often confused: ${confused
        .slice(0, 3)
        .map(({ actual, predicted, count }) => `${actual} for ${predicted} (${count}×)`)
        .join(', ')}`,
      `without a hidden layer, 784 → 10, one epoch: test accuracy ${single.accuracy.toFixed(4)}`,
    ],
    checks: [
      { claim: 'parameters', expected: 79510, found: parameters },
      { claim: 'iterations', expected: 3 * (60000 / 100), found: end.iteration },
      {
        claim: 'an untrained network knows nothing: a loss near ln 10, accuracy near 0.1',
        holds: Math.abs(ends[0].loss - Math.LN10) < 0.1 && ends[0].accuracy < 0.25,
      },
      {
        claim: '0.963 ± 0.008 of the test images are right after 3 epochs',
        holds: Math.abs(end.accuracy - 0.963) <= 0.008,
      },
      {
        claim: 'images in the confusion matrix',
        expected: 10000,
        found: end.confusion.flat().reduce((a, b) => a + b),
      },
      {
        claim: 'right ones on its diagonal',
        expected: end.accuracy,
        found: end.confusion.reduce((sum, row, i) => sum + row[i], 0) / 10000,
      },
      {
        claim: 'ten probabilities add up to 1',
        holds: Math.abs(one.probabilities.reduce((a, b) => a + b) - 1) < 1e-12,
      },
      {
        claim: 'the gradient in the logits is softmax − one-hot',
        holds: one.gradient.every((g, i) => Math.abs(g - one.difference[i]) < 1e-12),
      },
      { claim: 'the worst ones are wrong', holds: worst.every(({ actual, predicted }) => actual !== predicted) },
      { claim: 'the mean of all costs is the test loss', holds: Math.abs(meanLoss - end.loss) < 1e-9 },
      { claim: 'one layer stays below the network', holds: single.accuracy < ends[1].accuracy },
    ],
  }
}
