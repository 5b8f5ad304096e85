/**
 * `npm run bench`: everything measured, as ratios of two things timed in turn. `npm run bench -- sgd` (adam, grad, chain) measures one.
 */
import { cpus } from 'node:os'
import { core } from './core.js'

console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`)
await core(process.argv[2])
