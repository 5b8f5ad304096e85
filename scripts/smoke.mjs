// dist as users get it: plain Node, no loader, no flags. Every subpath of the exports map is imported by its public name, one is required, and a line is fitted.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { name, exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const subpaths = Object.keys(exports).filter((subpath) => subpath !== './package.json')
const specifier = (subpath) => name + subpath.slice(1)
const isInstalled = (dependency) => {
  try {
    import.meta.resolve(dependency)
    return true
  } catch {
    return false
  }
}
const needs = { './laws': 'fast-check', './laws/vitest': 'vitest' }

const problems = []
const attempt = async (what, f) => {
  try {
    await f()
  } catch (error) {
    problems.push(`${what}: ${error instanceof Error ? error.message.split('\n')[0] : error}`)
  }
}

for (const subpath of subpaths.filter((s) => needs[s] === undefined || isInstalled(needs[s])))
  await attempt(`import '${specifier(subpath)}'`, async () => {
    const module = await import(specifier(subpath))
    assert.ok(Object.keys(module).length > 0, 'exports nothing at run time')
  })

await attempt(`require('${name}/Tensor')`, () => {
  const T = createRequire(import.meta.url)(`${name}/Tensor`)
  assert.equal(typeof T.scalar, 'function')
})

await attempt('fit y = 2x through dist', async () => {
  const [T, D] = [await import(`${name}/Tensor`), await import(`${name}/Diff`)]
  const [x, y] = [T.tensor([1, 2, 3, 4, 5]), T.tensor([2, 4, 6, 8, 10])]
  const cost = (w) => T.mean(T.square(T.sub(y)(T.mul(w)(x))))
  const descend = (w) => T.sub(T.mul(0.02)(D.grad(cost)(w)))(w)
  const w = Array.from({ length: 100 }).reduce(descend, T.scalar(0.0579673))
  assert.ok(Math.abs(T.toNumber(w) - 2) < 1e-9, `expected w = 2, found ${T.toNumber(w)}`)
})

if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exitCode = 1
} else console.log(`${subpaths.length} subpaths work in plain Node ${process.version}`)
