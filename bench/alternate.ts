/**
 * Two things timed side by side: A B A B …, so that whatever else the machine does meets both alike.
 */

export interface Outcome {
  /** Median over the pairs of time(a)/time(b). */
  readonly ratio: number
  readonly least: number
  readonly greatest: number
  /** Median seconds of one run of each. */
  readonly seconds: Readonly<Record<string, number>>
}

const seconds = (run: () => void): number => {
  const start = process.hrtime.bigint()
  run()
  return Number(process.hrtime.bigint() - start) / 1e9
}

const median = (values: ReadonlyArray<number>): number => {
  const sorted = [...values].sort((x, y) => x - y)
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

/**
 * Runs the two entries of `sides` in turn, `warmup` pairs unmeasured and `pairs` measured, prints one line, and returns the ratio
 * first/second. Which goes first within a pair changes from pair to pair.
 */
export const alternate = (
  sides: Readonly<Record<string, () => void>>,
  { pairs, warmup }: { readonly pairs: number; readonly warmup: number },
): Outcome => {
  const names = Object.keys(sides)
  if (names.length !== 2) throw new Error(`alternate: two sides are compared, got ${names.length}`)
  const [a, b] = names
  for (let i = 0; i < warmup; i++) {
    sides[a]()
    sides[b]()
  }
  const times: Array<readonly [number, number]> = []
  for (let i = 0; i < pairs; i++) {
    if (i % 2 === 0) {
      const ta = seconds(sides[a])
      times.push([ta, seconds(sides[b])])
    } else {
      const tb = seconds(sides[b])
      times.push([seconds(sides[a]), tb])
    }
  }
  const ratios = times.map(([ta, tb]) => ta / tb)
  const outcome: Outcome = {
    ratio: median(ratios),
    least: Math.min(...ratios),
    greatest: Math.max(...ratios),
    seconds: { [a]: median(times.map(([ta]) => ta)), [b]: median(times.map(([, tb]) => tb)) },
  }
  const ms = (name: string): string => `${name} ${(outcome.seconds[name] * 1e3).toFixed(2)} ms`
  const spread = `${outcome.least.toFixed(2)}–${outcome.greatest.toFixed(2)}`
  console.log(`${a} / ${b} = ${outcome.ratio.toFixed(2)} (${spread}; ${pairs} pairs)   ${ms(a)}, ${ms(b)}`)
  return outcome
}
