/**
 * A user's project: compiled by the oldest and the newest TypeScript, under both ways to resolve modules, strictly and with every declaration checked; then run by each Node.
 */
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { coreFaces, finding, install, run, type Finding, type Sandbox } from './sandbox.js'

/** The oldest that has `NoInfer`, the last of the 5s, and the newest. README and CONTRIBUTING name the oldest. */
const compilers = ['5.4.5', '5.9.3', '6.0.3', '7.0.2']
/** The oldest with `require` of ES modules, as `engines` says, and the newest of the others. */
const nodes = ['20.19.0', '22.23.3', '24.21.0']

const resolutions = { nodenext: 'nodenext', bundler: 'es2022' } as const

const expected = '[41.4864,-42.7247,[0,1,1,0]]'
const rounded = `JSON.stringify(answers.map((a) => (typeof a === 'number' ? Number(a.toFixed(4)) : a)))`

/** The project's files: the user's, one that imports every face, and two that run it. */
const write = (project: string): void => {
  copyFileSync(join(import.meta.dirname, 'consumer', 'index.ts'), join(project, 'index.ts'))
  const imports = coreFaces.map((face, i) => `import * as f${i} from '${face}'`)
  writeFileSync(
    join(project, 'faces.ts'),
    [...imports, `export const all = [${coreFaces.map((_, i) => `f${i}`)}]`].join('\n'),
  )
  writeFileSync(
    join(project, 'imports.mjs'),
    `import { answers } from './index.js'\nimport './faces.js'\nconsole.log(${rounded})\n`,
  )
  writeFileSync(
    join(project, 'requires.cjs'),
    `const faces = ${JSON.stringify(coreFaces)}\nif (faces.some((face) => Object.keys(require(face)).length === 0)) throw new Error('an empty face')\n` +
      `const { answers } = require('./index.js')\nconsole.log(${rounded})\n`,
  )
  for (const [moduleResolution, module] of Object.entries(resolutions))
    writeFileSync(
      join(project, `tsconfig.${moduleResolution}.json`),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          skipLibCheck: false,
          target: 'es2022',
          lib: ['es2022'],
          types: [],
          module,
          moduleResolution,
        },
        files: ['index.ts', 'faces.ts'],
      }),
    )
}

export const consumers = ({ folder, project }: Sandbox): ReadonlyArray<Finding> => {
  write(project)
  const compiled = compilers.flatMap((version) => {
    const compiler = install(join(folder, `typescript-${version}`), [`typescript@${version}`])
    return Object.keys(resolutions).map((resolution) => {
      const tsc = join(compiler, 'node_modules', '.bin', 'tsc')
      const { ok, output } = run(tsc, ['-p', `tsconfig.${resolution}.json`], project)
      return finding(
        `typescript ${version}`,
        ok,
        ok ? resolution : `${resolution}: ${output.split('\n').slice(0, 5).join('\n')}`,
      )
    })
  })
  const ran = nodes.flatMap((version) => {
    const node = join(install(join(folder, `node-${version}`), [`node@${version}`]), 'node_modules', '.bin', 'node')
    return ['imports.mjs', 'requires.cjs'].map((file) => {
      const { ok, stdout, output } = run(node, [file], project)
      const isRight = ok && stdout.trim() === expected
      return finding(`node ${version}`, isRight, isRight ? file.split('.')[0]! : `${file}: ${output.slice(0, 500)}`)
    })
  })
  return [...compiled, ...ran]
}
