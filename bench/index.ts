/**
 * `npm run bench`: everything measured, as ratios of two things timed in turn. `npm run bench -- sgd` (adam, grad, chain, staging) measures one; `npm run bench:engines` has the engines.
 */
import { cpus } from 'node:os'
import { core } from './core.js'
import { staging } from './staging.js'

console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`)
const [, , only] = process.argv
if (only !== 'staging') await core(only)
if (only === undefined || only === 'staging') await staging()
