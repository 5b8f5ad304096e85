import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts/lib/index.js'
import { describe, expect, it } from 'vitest'
import * as Codec from '../../src/Codec.js'
import * as Data from '../../src/Data.js'
import * as T from '../../src/Tensor.js'
import { emptyFolder, folderWith } from '../data/folders.js'

const flower = Codec.closed(
  { petal: Codec.numberFromText, species: Codec.oneOf(['setosa', 'virginica']) },
  { note: t.string },
)

const wrong = <A>(
  source: string | Uint8Array,
  codec: t.Decoder<unknown, A>,
  options: Data.CsvOptions = {},
): readonly string[] =>
  pipe(
    source,
    Data.csv(codec, options),
    E.match(
      (problems) => problems.map(Data.Show.show),
      () => [],
    ),
  )

const refused = (source: string | Uint8Array, options: Data.CsvOptions = {}): readonly string[] =>
  wrong(source, flower, options)

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What a file says that holds UTF-8 text, with some bytes between two parts of it. */
const around = (before: string, between: readonly number[], after: string): Uint8Array =>
  Uint8Array.from([...bytes(before), ...between, ...bytes(after)])

const doubled =
  'A quote inside a cell is written twice, and the cell stands between quotes, without a space before them.'
const other = `To pass over such columns, give { otherColumns: 'ignore' }.`

describe('a table', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...',;\t|"\r\n a1\ufeff가') }),
    fc.constantFrom('', '__proto__', '0'),
  )
  const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
    fc.record({
      names: fc.uniqueArray(
        cell.filter((name) => name !== ''),
        { minLength: width, maxLength: width },
      ),
      rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 5 }),
      separator: fc.constantFrom(',', ';', '\t', '|'),
      lineBreak: fc.constantFrom('\n', '\r\n', '\r'),
      mark: fc.constantFrom('', '\ufeff'),
      isQuoted: fc.boolean(),
      end: fc.nat({ max: 3 }),
    }),
  )

  it('is read as it was written, whatever is in its cells and its names', () => {
    fc.assert(
      fc.property(table, ({ names, rows, separator, lineBreak, mark, isQuoted, end }) => {
        const written = (each: string): string =>
          isQuoted || each === '' || /[",;\t|\r\n\ufeff]/.test(each) ? `"${each.replaceAll('"', '""')}"` : each
        const text =
          mark + [names, ...rows].map((row) => row.map(written).join(separator)).join(lineBreak) + lineBreak.repeat(end)
        fc.pre(!text.includes('\0'))
        expect(Data.csv(Codec.dictionary(t.string), { separator })(text)).toEqual(
          E.right(rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])))),
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('is the same as bytes and as text', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.oneof(
            fc.constantFrom(...',"\n\r\ufeffa1'),
            fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
          ),
        }),
        (text) => {
          expect(Data.csv(Codec.dictionary(t.string))(bytes(text))).toEqual(Data.csv(Codec.dictionary(t.string))(text))
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('may have its columns in any order, and lack those that are optional', () => {
    const rows = E.right([{ petal: 1.4, species: 'setosa' }])
    expect(Data.csv(flower)('petal,species\n1.4,setosa')).toEqual(rows)
    expect(Data.csv(flower)('species,petal\r\nsetosa,1.4\r\n\r\n')).toEqual(rows)
    expect(Data.csv(flower)('species,note,petal\nsetosa,"a, b\n",1.4\n')).toEqual(
      E.right([{ petal: 1.4, species: 'setosa', note: 'a, b\n' }]),
    )
  })

  it('with a header and no rows has no rows', () => {
    expect(Data.csv(flower)('petal,species')).toEqual(E.right([]))
    expect(Data.csv(flower)('\ufeffpetal,species\r\n')).toEqual(E.right([]))
  })

  it('becomes a data set', () => {
    const data = pipe(
      'x,y,class\n1,2,0\n3,4,1\n',
      Data.csv(
        Codec.closed({ x: Codec.numberFromText, y: Codec.numberFromText, class: Codec.fromText(Codec.integer(0, 1)) }),
      ),
      E.map((rows) =>
        Data.fromTensors(
          T.tensor(rows.map((row): readonly [number, number] => [row.x, row.y])),
          T.tensor(rows.map((row) => row.class)),
        ).take([1, 0]),
      ),
      E.map(({ inputs, targets }) => [T.toArray(inputs), T.toArray(targets)]),
    )
    expect(data).toEqual(
      E.right([
        [
          [3, 4],
          [1, 2],
        ],
        [1, 0],
      ]),
    )
  })

  it('may have missing values, where the codec says so', () => {
    const codec = Codec.closed({ a: Codec.optionFromText(Codec.numberFromText), b: t.string })
    expect(Data.csv(codec)('a,b\n1,\n,x\n')).toEqual(
      E.right([
        { a: O.some(1), b: '' },
        { a: O.none, b: 'x' },
      ]),
    )
    expect(wrong('a,b\n?,\n', codec)).toEqual([
      'csv, line 2, column 1 (“a”): expected a finite number or an empty text, found “?”. Correct it, or take it with another codec.',
    ])
  })

  it('may have a column called __proto__, which is data', () => {
    const [row] = pipe(
      Data.csv(Codec.dictionary(t.string))('__proto__,constructor\n1,2\n'),
      E.getOrElse((): readonly Readonly<Record<string, string>>[] => []),
    )
    expect(Object.entries(row)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ])
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype)
    expect(refused('petal,species,__proto__\n1,setosa,2')).toEqual([
      `csv, line 1, column 3 (“__proto__”): expected a column that the codec knows, found another. There are petal, species, note. ${other}`,
    ])
  })

  it('passes over columns that the codec refuses, if asked to', () => {
    expect(Data.csv(flower, { otherColumns: 'ignore' })('id,petal,species\n7,1.4,setosa\n')).toEqual(
      E.right([{ petal: 1.4, species: 'setosa' }]),
    )
    expect(refused('Petal,species\n1.4,setosa\n', { otherColumns: 'ignore' })).toEqual([
      'csv, line 1: expected a column “petal”, found none. Did you mean “Petal”? There are Petal, species.',
    ])
  })

  it('may have many more columns than are wanted', () => {
    const names = Array.from({ length: 5000 }, (_, i) => `c${i}`)
    const wide = `${names.join(',')},petal,species\n${names.map((_, i) => i).join(',')},1.4,setosa\n`
    expect(Data.csv(flower, { otherColumns: 'ignore' })(wide)).toEqual(E.right([{ petal: 1.4, species: 'setosa' }]))
    const said = refused(wide)
    expect(said).toHaveLength(21)
    expect(said[20]).toContain('found 4,980 more.')
  })

  it('is decoded by any codec, and takes other columns along with t.type', () => {
    expect(Data.csv(t.type({ a: Codec.numberFromText }))('a,b\n1,2\n')).toEqual(E.right([{ a: 1, b: '2' }]))
    const shape = t.union([
      Codec.closed({ kind: t.literal('circle'), a: Codec.numberFromText, b: t.literal('') }),
      Codec.closed({ kind: t.literal('box'), a: Codec.numberFromText, b: Codec.numberFromText }),
    ])
    expect(Data.csv(shape)('kind,a,b\nbox,1,2\ncircle,1,\n')).toEqual(
      E.right([
        { kind: 'box', a: 1, b: 2 },
        { kind: 'circle', a: 1, b: '' },
      ]),
    )
    expect(wrong('kind,a,b\nbxo,1,2\nbox,x,2\n', shape)).toEqual([
      'csv, line 2, column 1 (“kind”): expected one of circle, box, found “bxo”. Did you mean “box”?',
      'csv, line 3, column 2 (“a”): expected a finite number, found “x”. Correct it, or take it with another codec.',
    ])
    expect(wrong('a,b\n1,2\n', shape)).toEqual([
      'csv, line 2: expected kind to be one of circle, box, found nothing. Correct it, or take it with another codec.',
    ])
  })
})

describe('a table with faults', () => {
  it('says all of them at once, by line and column', () => {
    expect(refused('specis,petal\nsetsa,1.4\nvirginica\n\nvirginica,"6,0"\n"x"y,1', { file: 'f.csv' })).toEqual([
      `f.csv, line 1, column 1 (“specis”): expected a column that the codec knows, found another. Did you mean “species”? ${other}`,
      'f.csv, line 3: expected 2 cells, found 1. A cell that holds a separator or a line break stands between quotes.',
      'f.csv, line 4: expected 2 cells, found an empty line. Take it out.',
      'f.csv, line 5, column 2 (“petal”): expected a finite number, found “6,0”. A decimal comma is written as a point: 6.0.',
      `f.csv, line 6, column 1 (“specis”): expected a separator or the end of the line after the quote, found “y”. ${doubled}`,
    ])
  })

  it('lists twenty, and counts the others', () => {
    const said = refused(`petal,species\n${'x,y\n'.repeat(1000)}`)
    expect(said).toHaveLength(21)
    expect(said[20]).toBe('csv: expected no other problem, found 1,980 more. Mend those above, then read it again.')
    expect(refused(`petal,species\n${'1,y\n'.repeat(20)}`)).toHaveLength(20)
  })

  it('names the line in which a cell stands, not that in which its row begins', () => {
    expect(refused('note,petal,species\n"a\r\nb\nc",x,setosa\n"\r",1,y')).toEqual([
      'csv, line 4, column 2 (“petal”): expected a finite number, found “x”. Correct it, or take it with another codec.',
      'csv, line 6, column 3 (“species”): expected one of setosa, virginica, found “y”. Correct it, or take it with another codec.',
    ])
  })

  it.each([
    [
      '',
      'csv, line 1: expected a header with the names of the columns, found an empty file. Give a file that holds a table.',
    ],
    [
      '\ufeff\r\n\n',
      'csv, line 1: expected a header with the names of the columns, found an empty file. Give a file that holds a table.',
    ],
    [
      'petal;species\n1,2;setosa\n',
      `csv, line 1: expected names separated by commas, found “petal;species”. If semicolons separate them, give { separator: ';' }.`,
    ],
    [
      'petal\tspecies\n1.2\tsetosa\n',
      `csv, line 1: expected names separated by commas, found “petal\\tspecies”. If tabs separate them, give { separator: '\\t' }.`,
    ],
    [
      'petal,species,petal\n1,setosa,2\n',
      'csv, line 1, column 3 (“petal”): expected a name of its own, found that of column 1. Rename one of them.',
    ],
    [
      'petal,species,\n1,setosa,\n',
      'csv, line 1, column 3: expected a name, found none. Name the column, or take it out.',
    ],
    ['petal\n1\n', 'csv, line 1: expected a column “species”, found none. There are petal.'],
    [
      'petal,species\n1,setosa,2\n',
      'csv, line 2: expected 2 cells, found 3. A cell that holds a separator or a line break stands between quotes.',
    ],
    [
      'petal,species\n1,"setosa\n2,virginica\n',
      `csv, line 2, column 2 (“species”): expected a quote that ends the cell, found the end of the file. The cell begins with “"setosa\\n2,virginica\\n”. ${doubled}`,
    ],
    [
      'petal,species\n1, "setosa"\n',
      `csv, line 2, column 2 (“species”): expected no quote inside a cell, found “ "setosa"”. ${doubled}`,
    ],
    [
      'petal,"spe"cies\n',
      `csv, line 1, column 2 (“spe”): expected a separator or the end of the line after the quote, found “cies”. ${doubled}`,
    ],
    [
      'petal,species\n1,set\0osa\n',
      'csv, line 2: expected text in UTF-8, found a NUL character. The file is no text, or damaged, or UTF-16. Save the file as “CSV UTF-8”.',
    ],
    [' ,\n', 'csv, line 1, column 2: expected a name, found none. Name the column, or take it out.'],
  ])('%j: %s', (text, sentence) => {
    expect(refused(text)).toContain(sentence)
  })

  it('is not read with characters put in for bytes that are no text', () => {
    const utf8 = (found: string, next = 'Save the file as “CSV UTF-8”.', line = 1): readonly string[] => [
      `csv, line ${line}: expected text in UTF-8, found ${found}. ${next}`,
    ]
    expect(refused(around('petal,species\r\n1,set', [0xe9], 'osa\n'))).toEqual(
      utf8('the bytes e9 6f 73 61 at byte 21', undefined, 2),
    )
    expect(refused(around('가,\ufffd\n', [0xff], ''))).toEqual(utf8('the bytes ff at byte 9', undefined, 2))
    expect(refused(around('', [0xff, 0xfe, 0x61, 0], ''))).toEqual(utf8('UTF-16'))
    expect(refused(around('', [0x1f, 0x8b, 8], ''))).toEqual(
      utf8('a gzip file', 'Unpack it first, for instance with gzip -d.'),
    )
    expect(refused(around('PK\u0003\u0004', [], ''))).toEqual(
      utf8('a zip file, as spreadsheets are', 'Export the sheet as “CSV UTF-8”.'),
    )
  })

  it('names the first byte that is no text, wherever it is', () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom('a', '\n', '가', '😀', '\ufffd'),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
    })
    // Some that are no beginning, and some that lack their end.
    const none = fc.constantFrom([0x80], [0xff], [0xc0, 0x80], [0xe9], [0xf0, 0x9f, 0x98], [0xed, 0xa0, 0x80])
    fc.assert(
      fc.property(text, none, text, (before, between, after) => {
        const start = `x${before}`
        fc.pre(!start.startsWith('PK'))
        const [said] = refused(around(start, between, `,${after}`))
        expect(said).toContain(`, line ${start.split('\n').length + (start.match(/\r(?!\n)/g) ?? []).length}: `)
        expect(said).toContain(`at byte ${bytes(start).length + 1}. `)
      }),
      { numRuns: 1000 },
    )
  })

  it('finds that byte behind a character of the same bytes (found on 24 November 2026)', () => {
    expect(refused(Uint8Array.of(0x78, 0xc2, 0x80, 0x80, 0x2c))[0]).toContain('the bytes 80 2c at byte 4. ')
  })

  it('of a million columns is refused before they are made', () => {
    const names = Array.from({ length: 1_000_000 }, (_, i) => `c${i}`).join(',')
    expect(refused(`${names}\n`)).toEqual([
      'csv, line 1: expected at most 32768 columns, found 1000000. Give a table with fewer; a table that lies on its side has to be turned first.',
    ])
    expect(refused(`petal,species\n${names}\n`)).toEqual([
      'csv, line 2: expected 2 cells, found 1000000. A cell that holds a separator or a line break stands between quotes.',
    ])
  })

  it('says what its codec throws', () => {
    const throwing = new t.Type<string, string, unknown>(
      'x',
      t.string.is,
      () => {
        throw new Error('no')
      },
      t.identity,
    )
    expect(wrong('x\n1\n', throwing)).toEqual([
      'csv, line 2: expected an answer of the codec, found an error that it throws, “Error: no”. Mend the codec.',
    ])
  })
})

describe('readCsv', () => {
  const read = async (path: string): Promise<unknown> =>
    pipe(
      await Data.readCsv(flower)(path)(),
      E.mapLeft((problems) => problems.map(Data.Show.show)),
    )

  it('reads a file, and says which is wrong', async () => {
    const folder = folderWith({ 'a.csv': 'petal,species\n1.4,setosa\n', 'b.csv': 'petal,species\nx,setosa\n' })
    expect(await read(`${folder}/a.csv`)).toEqual(E.right([{ petal: 1.4, species: 'setosa' }]))
    expect(await read(`${folder}/b.csv`)).toEqual(
      E.left([
        `${folder}/b.csv, line 2, column 1 (“petal”): expected a finite number, found “x”. Correct it, or take it with another codec.`,
      ]),
    )
    expect(await read(`${folder}/c.csv`)).toEqual(
      E.left([`${folder}/c.csv: expected a file of this name, found none. Put the file there, or give another path.`]),
    )
    expect(await read(emptyFolder())).toEqual(
      E.left([expect.stringContaining('expected a file, found a folder. Give the path of the file itself.')]),
    )
  })
})
