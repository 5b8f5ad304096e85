/**
 * How laws are tried against a mutant: that one fails is all there is to know, so the smallest case is not sought; and where a test does not say how many cases it wants, 25 do.
 * Fewer cases can only let a mutant live.
 */
import { configureGlobal } from 'fast-check'

configureGlobal({ numRuns: 25, endOnFailure: true })
