import type { run } from './31-epoch-iteration.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = (values: Values<typeof run>): Numbers => {
  const { table, samples, batchSize, epochs, batches, states, withoutLast, mnist } = values
  const end = states[states.length - 1]
  const used = batches.flat()
  return {
    printed: [
      '      N       B   iterations per epoch   last batch',
      ...table.map(
        ({ count, size, iterations }) =>
          `${String(count).padStart(7)} ${String(size).padStart(7)} ${String(iterations).padStart(12)}           ${String(count - (iterations - 1) * size).padStart(6)}`,
      ),
      `N = ${samples}, B = ${batchSize}, ${epochs} epochs: after each step (epoch, position, iteration)`,
      states.map(({ epoch, position, iteration }) => `(${epoch}, ${position}, ${iteration})`).join(' '),
      `MNIST, batch 100: ${mnist} iterations an epoch, ${3 * mnist} in three epochs`,
      `with dropLast: ${withoutLast} iterations an epoch, ${samples - withoutLast * batchSize} sample left out`,
    ],
    checks: [
      ...table.flatMap((t) => [
        { claim: `⌈${t.count}/${t.size}⌉`, expected: Math.ceil(t.count / t.size), found: t.iterations },
        {
          claim: `⌊${t.count}/${t.size}⌋, the last one dropped`,
          expected: Math.floor(t.count / t.size),
          found: t.withoutLast,
        },
      ]),
      { claim: 'epochs in the end', expected: epochs, found: end.epoch },
      { claim: 'iterations in the end', expected: epochs * Math.ceil(samples / batchSize), found: end.iteration },
      {
        claim: 'each sample was used once in each epoch',
        holds: Array.from({ length: samples }, (_, row) => used.filter((r) => r === row).length).every(
          (times) => times === epochs,
        ),
      },
      { claim: 'MNIST', expected: 600, found: mnist },
    ],
  }
}
