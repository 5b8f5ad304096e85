/**
 * Fresh levels for readings: the one hidden effect of the library, invisible from outside, since only the order of levels is ever asked for.
 *
 * A reading opened later is deeper inside, whether it was opened inside the function an older one is differentiating or not; so the newest argument
 * of a primitive is always the one to be interpreted first.
 *
 * @since 0.1.0
 */
let last = 0

/** A level above all that were given out before. */
export const fresh = (): number => ++last
