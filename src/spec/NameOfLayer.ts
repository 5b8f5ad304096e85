/**
 * Names of layers in descriptions.
 */
import { where } from '../codec/Where.js'

const LONGEST = 60

const NAME = /^\p{L}[\p{L}\p{N}_-]*$/u

/** The codec of names of layers. Paths of parameters are written with dots; a name that does not begin with a letter could be a number, a flag or `__proto__`. */
export const nameOfLayer = where(
  `a name: a letter, then letters, digits, _ or -, at most ${LONGEST} in all`,
  (u): u is string => typeof u === 'string' && u.length <= LONGEST && NAME.test(u),
  (u) => (typeof u === 'string' && u.includes('.') ? 'Dots separate names in the paths of parameters.' : undefined),
)
