/**
 * `nabla-ts slides`: writes the lecture as one self-contained page.
 */
import { readFile } from 'node:fs/promises'
import { brotliDecompressSync } from 'node:zlib'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { Show } from '../format/Errors.js'
import { write } from '../format/Write.js'
import { command, parseOptions, reportErrors } from './Command.js'

const defaultFile = 'nabla-slides.html'

const help = `nabla-ts slides [FILE]

Writes the lecture "Neural Network" as one page, in Korean and English: every slide as a lesson, with its formulas
printed from the code, its figures drawn from runs of it, and its results. Open the page in a browser; it needs no
network.

  FILE           where to write it, by default ${defaultFile}
  --help         this text`

/** The compressed page, beside the compiled sources of the package. */
const compressed = new URL('../../lecture.html.br', import.meta.url)

const page: TE.TaskEither<string, Uint8Array> = TE.tryCatch(
  async () => brotliDecompressSync(await readFile(compressed)),
  () => 'expected the lecture in this package, found none. In the repository, npm run slides builds it.',
)

export const slidesCommand = command({
  name: 'slides',
  usage: '[FILE]',
  summary: 'writes the lecture as a page to open in a browser',
  help,
  parse: (args) =>
    pipe(
      parseOptions(args, {}),
      E.filterOrElse(
        ({ positionals }) => positionals.length <= 1,
        ({ positionals }) => `expected at most one file, found ${positionals.length}.`,
      ),
      E.map(({ positionals: [file = defaultFile] }) => file),
    ),
  execute: async (file, terminal) => {
    const written = await pipe(
      page,
      TE.chain((bytes) => pipe(write(file, bytes), TE.mapLeft(Show.show))),
    )()
    if (E.isLeft(written)) return reportErrors(terminal, [`nabla-ts slides: ${written.left}`])
    terminal.print(`Wrote ${file}. Open it in a browser.`)
    return 0
  },
})
