/**
 * What others know about packages: publint, "are the types wrong", knip.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { root } from '../api/faces.js'
import { finding, run, type Finding, type Sandbox } from './sandbox.js'

/**
 * Not for this package: `node10` knows no exports map, and so no subpath; and the CommonJS column does not know that `require` loads ES modules from Node 20.19 on, which `nodes.ts` tries.
 */
const elsewhere = ['node10', 'node16-cjs']

/** `browser` tells bundlers which of Node's modules a page has not; the exports map, which publint would rather see, can say that of files only. */
const meant = ['USE_EXPORTS_OR_IMPORTS_BROWSER']

export const lint = async ({ project, tarball }: Sandbox): Promise<ReadonlyArray<Finding>> => {
  const pkgDir = join(project, 'node_modules', 'nabla-ts')
  const { messages, pkg } = await publint({ pkgDir, pack: false, strict: true })
  const checked = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))))
  const problems = (checked.types === false ? [] : checked.problems).filter(
    (problem) => !('resolutionKind' in problem && elsewhere.includes(problem.resolutionKind)),
  )
  const words = messages
    .filter(({ code }) => !meant.includes(code))
    .map((message) => formatMessage(message, pkg) ?? message.code)
  const wrong = problems.map((p) => `${p.kind}${'entrypoint' in p ? ` at ${p.entrypoint}` : ''}`)
  const knip = run(join(root, 'node_modules', '.bin', 'knip'), [], root)
  return [
    finding('publint', words.length === 0, words.length === 0 ? 'clean' : words.join('; ')),
    finding(
      'types wrong',
      checked.types !== false && wrong.length === 0,
      wrong.length === 0 ? 'clean for nodenext and bundler' : wrong.slice(0, 5).join('; '),
    ),
    finding('knip', knip.ok, knip.ok ? 'clean' : knip.output),
  ]
}
