/**
 * Prints what `measured.ts` records, in about four minutes: `npm run example -- examples/slides/seeds/measure.ts`.
 */
import { timesLower } from '../19-network.js'
import { measured } from './measured.js'

const seeds = Array.from({ length: 20 }, (_, i) => i + 1)
measured.forEach(({ init, activation }) => {
  const times = seeds.map((seed) => timesLower([activation, init, seed]).toFixed(1))
  console.log(`  { init: '${init}', activation: '${activation}', times: [${times.join(', ')}] },`)
})
