/** How many times as many cases as in the gate are tried: `NABLA_CASES`, which `npm run check:all` sets to 40. */
const factor = Number(process.env.NABLA_CASES ?? 1)

/** The number of cases of a property that takes long: `inGate` in the gate, `NABLA_CASES` times as many where that is set. */
export const cases = (inGate: number): number => Math.ceil(inGate * factor)
