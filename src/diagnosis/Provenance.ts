/**
 * Dependencies between the values of a replayed step, and the layers named by the paths of parameters.
 */
import { parentPath } from '../tensor/Params.js'
import { partOf, type Replayed } from './Replay.js'

/** The path of a layer, from that of its parameter: without the last name. */
export const layerOf = (path: string): string => parentPath(path) ?? ''

/** The common prefix of some paths, name by name. */
export const common = (paths: readonly string[]): string =>
  paths
    .map((path) => path.split(/(?<!\\)\./))
    .reduce((a, b) =>
      a.slice(
        0,
        Math.max(
          0,
          [...a, undefined].findIndex((name, i) => name === undefined || name !== b[i]),
        ),
      ),
    )
    .join('.')

/** Whether a path ends in another one. */
export const endsIn = (path: string, end: string): boolean => end === '' || path === end || path.endsWith(`.${end}`)

/** Queries on a replayed step. */
export interface Search {
  /** For each value, the index of the last use of a parameter it depends on, itself included, or −1. */
  readonly entered: readonly number[]
  /** The path of the parameter used at an index. */
  readonly usedAt: (place: number) => string | undefined
  /** The indices of all values that a value depends on, itself included. */
  readonly above: (places: readonly number[]) => ReadonlySet<number>
  /** The results that depend on a value. */
  readonly below: (place: number) => readonly string[]
}

/** The dependencies of a step. */
export const search = ({ entries, outputs }: Replayed): Search => {
  const usedAt = (place: number): string | undefined => {
    const names = entries[place].args.map((arg) => partOf(entries[arg].name ?? ''))
    return names.reverse().find(([part]) => part === 'params')?.[1]
  }
  // Local mutation, invisible from outside.
  const entered: number[] = []
  entries.forEach(({ args }, place) =>
    entered.push(usedAt(place) !== undefined ? place : args.reduce((most, arg) => Math.max(most, entered[arg]), -1)),
  )
  const above = (places: readonly number[]): ReadonlySet<number> => {
    const met = new Set<number>()
    const waiting = [...places]
    for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
      if (met.has(place)) continue
      met.add(place)
      waiting.push(...entries[place].args)
    }
    return met
  }
  const below = (from: number): readonly string[] => {
    const met = entries.map(() => false)
    entries.forEach(({ args }, place) => {
      met[place] = place === from || args.some((arg) => met[arg])
    })
    return outputs.flatMap(([path, place]) => (met[place] ? [path] : []))
  }
  return { entered, usedAt, above, below }
}
