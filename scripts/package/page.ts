/**
 * A page bundled by Vite, trained in a browser without a window: its numbers are read back and compared. Once all of it can be loaded; once what explains a divergence cannot, as after a network went away.
 */
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { bundle } from './bundles.js'
import type { Lesson } from './page/lesson.js'
import { finding, type Finding, type Sandbox } from './sandbox.js'

const seconds = 60

const browsers = ['chromium', 'chromium-browser', 'google-chrome']
const browser = (): string | undefined =>
  [...(process.env['CHROMIUM'] === undefined ? [] : [process.env['CHROMIUM']]), ...browsers].find(
    (name) => spawnSync(name, ['--version']).status === 0,
  )

/** Serves files, opens the page, and waits for what it sends. */
const visit = (
  program: string,
  files: ReadonlyMap<string, string>,
  entry: string,
  folder: string,
): Promise<Lesson | undefined> =>
  new Promise((settle) => {
    const page = `<!doctype html><meta charset="utf-8"><title>lesson</title><script type="module" src="/${entry}"></script>`
    const server = createServer((request, response) => {
      const path = (request.url ?? '/').slice(1)
      if (request.method === 'POST') {
        const chunks: Array<Buffer> = []
        request.on('data', (chunk: Buffer) => chunks.push(chunk))
        request.on('end', () => {
          response.end()
          end(JSON.parse(Buffer.concat(chunks).toString()) as Lesson)
        })
      } else if (path === '') response.setHeader('content-type', 'text/html').end(page)
      else if (files.has(path)) response.setHeader('content-type', 'text/javascript').end(files.get(path))
      else response.writeHead(404).end()
    })
    const profile = mkdtempSync(join(folder, 'profile-'))
    const end = (lesson: Lesson | undefined) => {
      clearTimeout(timer)
      child?.kill()
      server.closeAllConnections()
      server.close()
      settle(lesson)
    }
    const timer = setTimeout(() => end(undefined), seconds * 1000)
    let child: ReturnType<typeof spawn> | undefined
    server.listen(0, '127.0.0.1', () => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
      child = spawn(program, ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`, url], {
        stdio: 'ignore',
      })
      child.on('error', () => end(undefined))
      child.on('close', () => rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }))
    })
  })

/** What the costs must be: the mean of x² is 11, so a step multiplies w − 2 by 1 − 0.01 · 22. */
const costs = Array.from({ length: 10 }, (_, k) => 11 * ((0.0579673 - 2) * 0.78 ** k) ** 2)
/** A step rounds some thirty times, and its error is carried on. */
const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 10 * 30 * 2 ** -52 * Math.abs(b)

export const page = async ({ folder, project }: Sandbox): Promise<ReadonlyArray<Finding>> => {
  const program = browser()
  if (program === undefined)
    return [
      finding(
        'page',
        false,
        `no Chromium (${browsers.join(', ')}). On Debian: apt-get install chromium; or name one by CHROMIUM.`,
      ),
    ]
  for (const part of ['page', 'consumer'])
    cpSync(join(import.meta.dirname, part), join(project, part), { recursive: true })
  const chunks = await bundle(project, join(project, 'page', 'lesson.ts'))
  const entry = chunks.find((chunk) => chunk.isEntry)!.fileName
  const all = new Map(chunks.map(({ fileName, code }) => [fileName, code]))
  const some = new Map([...all].filter(([name]) => !/Diagnosis/.test(name)))
  const whole = await visit(program, all, entry, folder)
  const cut = await visit(program, some, entry, folder)
  if (whole === undefined || cut === undefined) return [finding('page', false, `nothing came back within ${seconds} s`)]
  const [value, gradient, decided] = whole.answers
  const isPractised = whole.costs.length === costs.length && whole.costs.every((cost, k) => isNear(cost, costs[k]!))
  const isSlides =
    Number(value).toFixed(4) === '41.4864' && Number(gradient).toFixed(4) === '-42.7247' && whole.gradient === gradient
  return [
    finding(
      'page: the first practice',
      isPractised && isSlides,
      `cost ${whole.costs.map((c) => c.toFixed(4)).join(', ')}; gradient ${whole.gradient.toFixed(4)}`,
    ),
    finding('page: 100 epochs of XOR', JSON.stringify(decided) === '[0,1,1,0]', `decides ${JSON.stringify(decided)}`),
    finding('page: a run that diverges', whole.causes > 0, `${whole.causes} causes: ${whole.stopped.split('\n')[0]}`),
    finding(
      'page: the same, cut off',
      some.size < all.size && cut.causes === 0 && !cut.stopped.startsWith('it '),
      cut.stopped.split('\n')[0]!,
    ),
  ]
}
