import type { run } from './30-batch-training.js'
import type { Numbers, Values } from './lesson.js'

const text = (batches: readonly (readonly number[])[]): string => batches.map((rows) => rows.join(' ')).join(' | ')

export const numbers = ({
  samples,
  batchSize,
  epochs,
  again,
  biasGradients,
  measured,
}: Values<typeof run>): Numbers => {
  const { whole, parts } = biasGradients
  const [first, largest, second] = [measured[0], ...measured.slice(-2).reverse()]
  const middle = measured.find(({ size }) => size === 64) ?? first
  const perSample = (largest.memory - second.memory) / (largest.size - second.size)
  return {
    printed: [
      ...epochs.map((batches, epoch) => `epoch ${epoch}: ${text(batches)}`),
      'measured on this machine, 784-100-10, float64:',
      ...measured.map(
        (m) =>
          `  batch ${String(m.size).padStart(4)}: ${Math.round(m.speed).toLocaleString('en-US').padStart(8)} samples/s, ${m.memory.toFixed(2).padStart(6)} MB`,
      ),
      `${middle.size} at a time are ${(middle.speed / first.speed).toFixed(1)} times as fast as one at a time,`,
      `and ${largest.size} need ${(largest.memory / middle.memory).toFixed(1)} times the memory of ${middle.size}`,
      `${(perSample * 1024).toFixed(1)} kB a sample: all 60,000 at once would take ${(perSample * 60000).toFixed(0)} MB`,
    ],
    // Time and memory depend on the machine, so no check asks for them.
    checks: [
      { claim: 'batches in an epoch', expected: Math.ceil(samples / batchSize), found: epochs[0].length },
      {
        claim: 'rows of the last batch',
        expected: samples % batchSize || batchSize,
        found: epochs[0][epochs[0].length - 1].length,
      },
      {
        claim: 'each sample once in an epoch',
        holds: epochs.every((batches) =>
          batches
            .flat()
            .sort((a, b) => a - b)
            .every((row, i) => row === i),
        ),
      },
      {
        claim: 'another order in each',
        holds: new Set(epochs.map((batches) => batches.flat().join())).size === epochs.length,
      },
      { claim: 'the same seed, the same batches', expected: text(epochs[0]), found: text(again) },
      {
        claim: 'the mean gradient of three equal batches is that of all twelve',
        holds: whole.every((g, i) => Math.abs(g - (parts[0][i] + parts[1][i] + parts[2][i]) / 3) < 1e-15),
      },
    ],
  }
}
