/**
 * Levels of interpreters. The counter is the one hidden effect of the library; only the order of levels is ever used.
 *
 * An interpreter that is opened later has a higher level, so the newest argument of a primitive is interpreted first.
 */
let last = 0

/** A level above all earlier ones. */
export const fresh = (): number => ++last
