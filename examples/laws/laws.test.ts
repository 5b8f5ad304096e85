/** One line for each thing that is mine: one test for each law. */
import * as E from 'fp-ts/lib/Either.js'
import { arbitrary, check, differentiable, layer, optimizer } from 'nabla-ts/laws'
import { describeLaws } from 'nabla-ts/laws/vitest'
import { expect, it } from 'vitest'
import { logCosh, repaired, signDescent, swish } from './mine.js'

describeLaws(differentiable(logCosh, { name: 'log cosh', at: arbitrary.tensor([3]) }))
describeLaws(layer(repaired, { name: 'swish', input: ['batch', 4], output: ['batch', 4], constant: true }))
describeLaws(optimizer(signDescent, { name: 'sign descent' }))

it('the laws find the factor that the first swish has lost', () => {
  const report = check(layer(swish, { input: ['batch', 4], constant: true }), { endOnFailure: true })
  expect(E.isLeft(report) ? report.left.failures.map((failure) => failure.law) : []).toContain('reverse = numeric')
})
