/**
 * Histograms.
 */

/** An interval and how many values lie in it. */
export interface Bin {
  readonly x1: number
  readonly x2: number
  readonly count: number
}

/** Counts the values in equal bins from one end to the other. The last bin includes its upper end. */
export const histogram = (values: readonly number[], from: number, to: number, bins: number): readonly Bin[] => {
  const edge = (i: number): number => from + ((to - from) * i) / bins
  const index = (v: number): number =>
    v > to ? bins : Math.min(bins - 1, Math.floor((bins * (v - from)) / (to - from)))
  const indices = values.map(index)
  return Array.from({ length: bins }, (_, i) => ({
    x1: edge(i),
    x2: edge(i + 1),
    count: indices.filter((j) => j === i).length,
  }))
}
