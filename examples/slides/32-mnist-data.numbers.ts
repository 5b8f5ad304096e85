import * as T from 'nabla-ts/Tensor'
import type { run } from './32-mnist-data.js'
import { elements } from './curves.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = (values: Values<typeof run>): Numbers => {
  const { count, one, pixels, mean, deviation, counts, rightByMean } = values
  return {
    printed: [
      `training set: ${count.train} images, test set: ${count.test}`,
      `a batch of one: ${T.shape(one).join(' × ')}, and 28 × 28 = ${28 * 28}`,
      `pixels from ${Math.min(...elements(one))} to ${Math.max(...elements(one))}, mean ${mean.toFixed(4)}, standard deviation ${deviation.toFixed(4)}`,
      `images per digit, training: ${counts.train.join(' ')}`,
      `images per digit, test:     ${counts.test.join(' ')}`,
      `the whole training set in memory: ${(pixels / 1e6).toFixed(0)} MB as bytes, ${((4 * pixels) / 1e6).toFixed(0)} MB as float32`,
      `guessing the digit whose mean image is nearest: ${((100 * rightByMean) / 10000).toFixed(2)} % of the test images`,
    ],
    checks: [
      { claim: 'training images', expected: 60000, found: count.train },
      { claim: 'test images', expected: 10000, found: count.test },
      { claim: 'pixels', expected: '1,784', found: T.shape(one).join() },
      { claim: 'the mean pixel', expected: '0.1307', found: mean.toFixed(4) },
      { claim: 'the deviation of the pixels', expected: '0.3081', found: deviation.toFixed(4) },
      { claim: 'images of a 5', expected: 5421, found: counts.train[5] },
      { claim: 'all classes together', expected: 60000, found: counts.train.reduce((a, b) => a + b) },
      { claim: 'the mean digits alone get 80 to 84 % right', holds: rightByMean > 8000 && rightByMean < 8400 },
    ],
  }
}
