/**
 * `nabla-ts slides`: the lecture, as one page that needs nothing else.
 */
import { readFile } from 'node:fs/promises'
import { brotliDecompressSync } from 'node:zlib'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { Show } from '../format/Errors.js'
import { write } from '../format/Write.js'
import { command, parsed, refuse } from './Command.js'

const usual = 'nabla-slides.html'

const help = `nabla-ts slides [FILE]

Writes the lecture "Neural Network" as one page, in Korean and English: every slide as a lesson, with its formulas
printed from the code, its figures drawn from runs of it, and what was computed. Open the page in a browser; it needs
no network.

  FILE           where to write it, by default ${usual}
  --help         this text`

/** The page, packed, where the package has it: beside the compiled sources. */
const packed = new URL('../../lecture.html.br', import.meta.url)

const page: TE.TaskEither<string, Uint8Array> = TE.tryCatch(
  async () => brotliDecompressSync(await readFile(packed)),
  () => 'this copy of the package has no lecture in it. In the repository, npm run slides builds it.',
)

export const slidesCommand = command({
  name: 'slides',
  usage: '[FILE]',
  summary: 'writes the lecture as a page to open in a browser',
  help,
  asked: (args) =>
    pipe(
      parsed(args, {}),
      E.filterOrElse(
        ({ positionals }) => positionals.length <= 1,
        ({ positionals }) => `it takes one file, found ${positionals.length}.`,
      ),
      E.map(({ positionals: [file = usual] }) => file),
    ),
  answer: async (file, terminal) => {
    const written = await pipe(
      page,
      TE.chain((bytes) => pipe(write(file, bytes), TE.mapLeft(Show.show))),
    )()
    if (E.isLeft(written)) return refuse(terminal, [`nabla-ts slides: ${written.left}`])
    terminal.say(`${file} is written. Open it in a browser.`)
    return 0
  },
})
