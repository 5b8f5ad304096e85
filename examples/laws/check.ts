/** No test runner: `check` answers with an Either, and a report of what does not hold. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { arbitrary, check, differentiable, layer, optimizer, showReport, type LawSet } from 'nabla-ts/laws'
import { logCosh, signDescent, swish } from './mine.js'

const sets: readonly LawSet[] = [
  differentiable(logCosh, { name: 'log cosh', at: arbitrary.tensor([3]) }),
  layer(swish, { name: 'swish', input: ['batch', 4], output: ['batch', 4], constant: true }),
  optimizer(signDescent, { name: 'sign descent' }),
]

sets.forEach((set) =>
  pipe(
    check(set),
    E.match(
      (report) => {
        console.log(`${showReport(report)}\n`)
        process.exitCode = 1
      },
      () => console.log(`${set.name}: all laws hold\n`),
    ),
  ),
)
