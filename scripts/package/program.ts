/**
 * The program `nabla-ts` as it is installed: a table is trained on, saved and asked, from an empty folder.
 */
import { copyFileSync, existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../api/faces.js'
import { finding, run, type Finding, type Sandbox } from './sandbox.js'

const columns = ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g']

export const program = ({ project }: Sandbox): ReadonlyArray<Finding> => {
  copyFileSync(join(root, 'examples/data/penguins.csv'), join(project, 'penguins.csv'))
  const said = { data: 'penguins.csv', columns, target: { class: 'species' } }
  writeFileSync(join(project, 'penguins.json'), JSON.stringify(said))
  const nabla = (...args: ReadonlyArray<string>) => run('npx', ['--no-install', 'nabla-ts', ...args], project)
  const last = (text: string): string => text.trim().split('\n').at(-1) ?? ''
  const [help, trained] = [nabla('--help'), nabla('train', 'penguins.json')]
  const asked = nabla('predict', 'model.safetensors', '46.5,17.9,192,3500')
  const [unknown, lawless, lecture] = [nabla('trian'), nabla('check'), nabla('slides')]
  const page = join(project, 'nabla-slides.html')
  return [
    finding('nabla-ts --help', help.ok, help.output.split('\n')[0] ?? ''),
    finding(
      'nabla-ts train',
      trained.ok,
      trained.output.split('\n').find((line) => line.startsWith('Test')) ?? trained.output,
    ),
    finding('nabla-ts predict', asked.ok && asked.stdout.startsWith('Chinstrap ('), asked.output),
    finding('nabla-ts trian', !unknown.ok && unknown.output.includes('Did you mean “train”?'), last(unknown.output)),
    finding(
      'nabla-ts check, without fast-check',
      !lawless.ok && lawless.output.endsWith('npm install fast-check.'),
      last(lawless.output),
    ),
    finding(
      'nabla-ts slides',
      lecture.ok && existsSync(page) && statSync(page).size > 1e6,
      `${last(lecture.output)} ${existsSync(page) ? (statSync(page).size / 1e6).toFixed(1) : 0} MB`,
    ),
  ]
}
