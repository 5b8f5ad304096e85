/**
 * Names of layers in descriptions.
 */
import * as t from 'io-ts/lib/index.js'

const LONGEST = 60

const NAME = /^\p{L}[\p{L}\p{N}_-]*$/u

const takes = (text: string): boolean => text.length <= LONGEST && NAME.test(text)

/** Paths of parameters are written with dots, and what begins with no letter is easily a number, a flag or `__proto__`. */
export const nameOfLayer: t.Type<string, string, unknown> = new t.Type<string, string, unknown>(
  `a name: a letter, then letters, digits, _ or -, at most ${LONGEST} in all`,
  (u): u is string => typeof u === 'string' && takes(u),
  (u, context) =>
    typeof u === 'string' && takes(u)
      ? t.success(u)
      : t.failure(
          u,
          context,
          typeof u === 'string' && u.includes('.') ? 'Dots separate names in the paths of parameters.' : undefined,
        ),
  t.identity,
)
