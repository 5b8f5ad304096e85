/** The program `nabla-ts`, without a process: what it says, and with which code it ends. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as O from 'fp-ts/lib/Option.js'
import { afterAll, describe, expect, it } from 'vitest'
import * as Codec from '../../src/Codec.js'
import * as Data from '../../src/Data.js'
import * as Engine from '../../src/Engine.js'
import * as Train from '../../src/Train.js'
import { main } from '../../src/cli/Main.js'
import { predictorFile } from './predictorFile.js'

const folder = mkdtempSync(join(tmpdir(), 'nabla-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Said {
  readonly code: number
  readonly out: readonly string[]
  readonly err: readonly string[]
}

const nabla = async (...args: readonly string[]): Promise<Said> => {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await main(args, '1.2.3', {
    print: (line) => void out.push(line),
    warn: (line) => void err.push(line),
    progress: () => undefined,
    now: () => 0,
    interruption: () => ({ signal: () => O.none, release: () => undefined }),
  })
  return { code, out, err }
}

const file = (name: string, content: string | object): string => {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const penguins = 'examples/data/penguins.csv'
const columns = ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g']

describe('nabla-ts', () => {
  it('says what it is for, and what each command is for', async () => {
    const { code, out } = await nabla('--help')
    expect(code).toBe(0)
    for (const name of ['train', 'predict', 'check', 'slides']) {
      expect(out.join('\n')).toContain(`  ${name} `)
      expect(await nabla(name, '--help')).toMatchObject({ code: 0, err: [] })
    }
    expect(await nabla('--version')).toEqual({ code: 0, out: ['1.2.3'], err: [] })
    expect((await nabla()).code).toBe(2)
  })

  it('refuses what it does not know, and says what was probably meant', async () => {
    expect(await nabla('trian')).toEqual({
      code: 2,
      out: [],
      err: ['nabla-ts: there is no command “trian”. Did you mean “train”? See nabla-ts --help.'],
    })
    expect(await nabla('check', '--case', '3')).toMatchObject({
      code: 2,
      err: ['nabla-ts check: there is no option --case. Did you mean “--cases”? See nabla-ts check --help.'],
    })
    expect((await nabla('check', '--cases', '0')).err[0]).toContain('expected a whole number of at least 1, found “0”')
    expect(await nabla('check', '--set', 'nothing')).toMatchObject({ code: 2 })
    expect(await nabla('train')).toMatchObject({ code: 2 })
    expect(await nabla('predict')).toMatchObject({ code: 2 })
    expect(await nabla('slides', 'a', 'b')).toMatchObject({ code: 2 })
  })

  it('tries the laws', async () => {
    const { code, out } = await nabla('check', '--cases', '3', '--set', 'mul')
    expect(code).toBe(0)
    expect(out.at(-1)).toMatch(/^\d+ laws hold, 0 do not, tried on 3 random cases each\.$/)
  })
})

describe('nabla-ts train and predict', () => {
  const save = join(folder, 'penguins.safetensors')
  const config = file('penguins.json', { data: penguins, columns, target: { class: 'species' }, epochs: 20, save })

  it('makes a file of a table that names the class of a row', async () => {
    const trained = await nabla('train', config)
    expect(trained).toMatchObject({ code: 0, err: [] })
    const [, right, of] =
      /^Test: (\d+) of (\d+) rows/.exec(trained.out.find((line) => line.startsWith('Test')) ?? '') ?? []
    expect(Number(right) / Number(of)).toBeGreaterThan(0.8)

    const asked = await nabla(
      'predict',
      save,
      '46.5,17.9,192,3500',
      `${columns[3]}=3500,${columns[0]}=46.5,${columns[1]}=17.9,${columns[2]}=192`,
    )
    expect(asked.code).toBe(0)
    expect(asked.out[0]).toMatch(/^Chinstrap \(Chinstrap /)
    expect(asked.out[1]).toBe(asked.out[0])
  })

  it('says the same of a table as of its rows', async () => {
    const rows = readFileSync(penguins, 'utf8').trim().split('\n').slice(1, 6)
    const typed = rows.map((row) => row.split(',').slice(2, 6).join(','))
    const table = file('some.csv', [readFileSync(penguins, 'utf8').split('\n')[0], ...rows, ''].join('\n'))
    const all = await nabla('predict', save, '--csv', table, '--json')
    expect(all).toMatchObject({ code: 0, err: [] })
    expect(all.out).toEqual((await nabla('predict', save, '--json', ...typed)).out)
  })

  it('says what a model takes, and what is wrong with a row', async () => {
    expect(await nabla('predict', save)).toMatchObject({
      code: 2,
      err: [`Inputs: ${columns.join(',')}.`, expect.any(String), expect.any(String)],
    })
    expect(await nabla('predict', save, '1,2,3', 'size=3', '-1,2,3,x')).toEqual({
      code: 2,
      out: [],
      err: [
        `row “1,2,3”: expected 4 numbers, of ${columns.join(', ')}, found 3.`,
        `row “size=3”: expected a column of ${columns.join(', ')}, found “size”.`,
        'row “-1,2,3,x”: expected a finite number for “body_mass_g”, found “x”.',
      ],
    })
    expect(await nabla('predict', config, '1')).toMatchObject({
      code: 1,
      err: [expect.stringContaining('expected a file that Train.save wrote')],
    })
    expect(await nabla('predict', join(folder, 'none'), '1')).toMatchObject({ code: 1 })
  })

  it('looks at where it will save before it trains', async () => {
    const told = async (save: string): Promise<string> => {
      const run = file('save.json', { data: penguins, target: { class: 'species' }, epochs: 1, save })
      const { code, out, err } = await nabla('train', run)
      expect({ code, out }).toEqual({ code: 1, out: [] })
      return err.join()
    }
    expect(await told(folder)).toContain('found “a folder, which would be replaced by a file”')
    expect(await told('/dev/full')).toContain('a pipe or a device')
    expect(await told('/proc/nabla/model.safetensors')).toContain('expected to be able to write it')
    expect(await told(penguins)).toContain('at save: expected a file that is not read')
  })

  it('says what its file is, where it is no text', async () => {
    const wide = file('wide.json', '')
    writeFileSync(wide, Buffer.from('\ufeff{ "data": "x" }', 'utf16le'))
    expect((await nabla('train', wide)).err[0]).toMatch(
      /wide\.json, line 1: expected text in UTF-8, found UTF-16\. Save the file as UTF-8\.$/,
    )
    const [first, ...more] = (await nabla('train', penguins)).err
    expect(first).toContain('expected JSON, found a table as text (CSV)')
    expect(more[0]).toContain('Expected a JSON file that names the table')
  })

  it('predicts nothing for a row so far away that its numbers overflow, in lines and in JSON', async () => {
    const far = '1e308,17.9,192,3500'
    const table = file('far.csv', `${columns.join(',')}\n46.5,17.9,192,3500\n46.5,-1e308,192,3500\n`)
    const why = expect.stringContaining(
      'expected a finite prediction, found Infinity: its numbers are too far from those that the model was trained on.',
    ) as unknown
    const wide = await predictorFile(join(folder, 'wide.safetensors'), columns, [1e10, 1e10, 1e10, 1e10])
    for (const json of [[], ['--json']]) {
      expect(await nabla('predict', wide, ...json, '1,1,1,1', far)).toEqual({
        code: 1,
        out: [],
        err: [why, 'Nothing was predicted.'],
      })
      const { code, out, err } = await nabla('predict', wide, ...json, '--csv', table)
      expect({ code, out }).toEqual({ code: 1, out: [] })
      expect(err[0]).toMatch(/far\.csv, row 2: expected a finite prediction/)
    }
  })

  it('refuses a model with parameters that are not finite, and says which', async () => {
    const broken = await predictorFile(join(folder, 'broken.safetensors'), columns, [NaN, 1, Infinity, 1])
    expect(await nabla('predict', broken, '1,2,3,4')).toEqual({
      code: 1,
      out: [],
      err: [
        `${broken}, at tensors["params.sum.weight"]: expected finite numbers, found NaN and 1 more among 4 numbers. The training had diverged when it was saved: train it anew, with a lower learning rate.`,
      ],
    })
  })

  it('says everything that is wrong with its file at once', async () => {
    const wrong = file('wrong.json', { data: 'none.csv', tagret: 1, epochs: -1 })
    expect((await nabla('train', wrong)).err).toEqual([
      `${wrong}: at epochs: expected an integer from 1 to 1000000, found -1`,
      `${wrong}: at tagret: expected no key of this name, found 1. Did you mean “target”?`,
    ])
  })

  it('says which columns are no numbers, and what to write instead', async () => {
    const texts = file('texts.json', { data: penguins, target: { class: 'species' } })
    const { code, err } = await nabla('train', texts)
    expect(code).toBe(1)
    expect(err).toEqual([
      `${texts}: at columns: expected numbers in all columns but the target, found “Torgersen” in “island”, “male” in “sex”. List the columns to use: "columns": ${JSON.stringify(columns)}.`,
    ])
  })

  it('saves nothing of a run that diverges, and says why it did', async () => {
    const none = join(folder, 'diverged.safetensors')
    const fast = file('fast.json', {
      data: penguins,
      columns,
      target: { class: 'species' },
      hidden: [{ layer: 'dense', out: 4 }],
      optimizer: { optimizer: 'sgd', learningRate: 1e9 },
      save: none,
    })
    const { code, err } = await nabla('train', fast)
    expect(code).toBe(1)
    expect(err.join('\n')).toMatch(/learning rate[^]*No file was written\.$/)
    expect(await nabla('predict', none, '1,2,3,4')).toMatchObject({ code: 1 })
  })
})

describe('nabla-ts train', () => {
  it('takes the columns in the order of the table, where their names are numbers too, and predicts in that order', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 5},${(i * 7) % 11},${3 * (i % 5)}`)
    const data = file('numbers.csv', ['10,2,y', ...rows, ''].join('\n'))
    const save = join(folder, 'numbers.safetensors')
    const config = file('numbers.json', { data, target: { numbers: ['y'] }, epochs: 1, save })
    expect((await nabla('train', config)).out).toContain('Columns: 10, 2.')
    expect((await nabla('predict', save)).err[0]).toBe('Inputs: 10,2.')
    expect(await nabla('predict', save, '4,0')).toEqual(await nabla('predict', save, '2=0,10=4'))
  })

  it('says how far it is off, where the squares of numbers are too large', async () => {
    const test = async (factor: string) => {
      const rows = Array.from({ length: 40 }, (_, i) => `${i},${i + 1}${factor}`)
      const data = file('large.csv', ['x,y', ...rows, ''].join('\n'))
      const save = join(folder, 'large.safetensors')
      const { out } = await nabla('train', file('large.json', { data, target: { numbers: ['y'] }, epochs: 2, save }))
      return out.find((line) => line.startsWith('Test:')) ?? ''
    }
    const numbersIn = (line: string) => line.match(/\d[\d.]*(?:e[+-]\d+)?(?= \(root|\.$)/g)?.map(Number) ?? []
    const [small, large, tiny] = [await test(''), await test('e306'), await test('e-306')]
    const [off, mean] = numbersIn(small)
    expect(off).toBeGreaterThan(0)
    numbersIn(large).forEach((x, i) => expect(x / 1e306).toBeCloseTo([off, mean][i], 2))
    numbersIn(tiny).forEach((x, i) => expect(x / 1e-306).toBeCloseTo([off, mean][i], 2))
  })

  it('writes the command that asks the model as a shell reads it', async () => {
    const data = file('few.csv', ['x,y', '1,2', '2,4', '3,6', '4,8', '5,10', ''].join('\n'))
    const save = join(folder, "it's a $model.safetensors")
    const { out } = await nabla('train', file('few.json', { data, target: { numbers: ['y'] }, epochs: 1, save }))
    const command = /To use it: nabla-ts predict (.*)$/.exec(out.at(-1) ?? '')?.[1] ?? ''
    const typed = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' }).split('\n')
    expect(typed[0]).toBe(save)
    expect((await nabla('predict', ...typed.slice(0, 2))).code).toBe(0)
  })

  it('has room for a layer that is called as its own last one', async () => {
    const data = file('few.csv', ['x,y', '1,2', '2,4', '3,6', '4,8', '5,10', ''].join('\n'))
    const save = join(folder, 'answer.safetensors')
    const hidden = ['answer', 'answer2'].map((name) => ({ layer: 'dense', name, out: 2 }))
    const config = { data, target: { numbers: ['y'] }, epochs: 1, save }
    expect(await nabla('train', file('answer.json', { ...config, hidden }))).toMatchObject({ code: 0, err: [] })
    expect((await nabla('predict', save, '1')).code).toBe(0)
    const twice = file('twice.json', { ...config, hidden: [hidden[0], hidden[0]] })
    expect((await nabla('train', twice)).err).toEqual([
      `${twice}: at hidden[1].name: expected a name that no other layer has, found “answer”. It is the name of hidden[0].`,
    ])
  })
})

describe('names from outside', () => {
  const hostile = ['up\nSaved as x', '\u001b[2Jdown', 'l\u009b31m', '\u202eltr\u2066', 'half \ud83d']
  const unprintable = /[\p{Cc}\u202a-\u202e\u2066-\u2069\p{Cs}]/u

  it('do nothing to the terminal of train and predict', async () => {
    const [a, b] = ['a\u001b]0;title\u0007', 'b\u202e']
    const save = join(folder, 'hostile.safetensors')
    const names = hostile.slice(0, 4)
    const rows = Array.from({ length: 80 }, (_, i) => `${i % 4},${i % 7},"${names[i % 4]}"`)
    const data = file('hostile.csv', [`${a},${b},"ki\nnd"`, ...rows, ''].join('\n'))
    const config = file('hostile.json', { data, target: { class: 'ki\nnd' }, epochs: 2, save })
    const trained = await nabla('train', config)
    expect(trained).toMatchObject({ code: 0, err: [] })
    expect(trained.out.join('')).toContain('up\\nSaved as x')
    const said = [
      ...trained.out,
      ...(await nabla('predict', save, '1,2')).out,
      ...(await nabla('predict', save)).err,
      ...(await nabla('predict', save, `${a}=1`, `${hostile[1]}=1`)).err,
    ]
    expect(said.length).toBeGreaterThan(8)
    for (const line of said) expect(line).not.toMatch(unprintable)
    const [json] = (await nabla('predict', save, '--json', '1,2')).out
    expect(json).not.toMatch(unprintable)
    expect(Object.keys((JSON.parse(json) as { probabilities: object }).probabilities).sort()).toEqual([...names].sort())
  })

  it('do nothing in the sentences of errors', () => {
    for (const name of hostile) {
      const sentences = [
        Data.Show.show({ _tag: 'FileMissing', file: name, tried: [name] }),
        Data.Show.show({ _tag: 'Unreadable', file: 'x', reason: name }),
        Engine.Show.show({ _tag: 'Failed', engine: 'x', reason: name }),
        Engine.Show.show({ _tag: 'WrongArgument', path: name, expected: name, found: name }),
        Codec.Show.show({ path: name, expected: name, found: name }),
        Train.ShowPredictor.show({ _tag: 'NoSpec', file: name }),
        Train.ShowPredictor.show({ _tag: 'NotAPredictor', file: name, error: { _tag: 'NoChecksum' } }),
        Train.ShowStore.show({ _tag: 'FolderUnreadable', folder: name, reason: name }),
        Train.ShowSkipped.show({ file: name, error: { _tag: 'Unreadable', file: name, reason: name } }),
      ]
      for (const sentence of sentences) expect(sentence).not.toMatch(unprintable)
    }
  })
})
