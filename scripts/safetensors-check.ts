/**
 * `npm run safetensors-check`: files written here are read by the reference implementation of safetensors, files written there are read here, and damaged files are judged by both
 * (`check-safetensors.py`, which needs Python with the packages safetensors and numpy). No part of the gate.
 *
 * What is read here must be read there, and be the same numbers. What is refused here alone must be one of the `stricter` cases.
 *
 * PYTHON names another Python, and a folder as argument keeps the files.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { decode, encode, type Content } from '../src/format/Safetensors.js'
import { Show, type SafetensorsError } from '../src/format/safetensors/Errors.js'
import { plain } from '../src/tensor/Value.js'
import { contents, file, hostileFiles, same, wholeFiles } from '../test/format/safetensors.js'

/** A file as the other implementation sees it: numbers are the bytes of float64s in hexadecimal, and absent for dtypes that numpy does not know. */
type Seen =
  | { readonly refused: string }
  | {
      readonly tensors: Readonly<
        Record<string, { readonly shape: readonly number[]; readonly dtype: string; readonly numbers?: string }>
      >
      readonly metadata: Readonly<Record<string, string>>
    }

const contentOf = (seen: Exclude<Seen, { readonly refused: string }>): Content => ({
  metadata: seen.metadata,
  tensors: Object.fromEntries(
    Object.entries(seen.tensors).map(([name, { shape, numbers = '' }]) => [
      name,
      plain(shape, new Float64Array(Uint8Array.from(Buffer.from(numbers, 'hex')).buffer)),
    ]),
  ),
})

const entry = (dtype: string, shape: readonly number[], end: number, more = ''): string =>
  `{"dtype":"${dtype}","shape":[${shape.join()}],"data_offsets":[0,${end}]${more}}`

const many = Array.from({ length: 65_537 }, (_, i) => `"${i}":${entry('U8', [0], 0)}`)

/** Where this library refuses what the reference takes: why, how it is told, and a file. */
const stricter: readonly (readonly [string, (error: SafetensorsError) => boolean, Uint8Array])[] = [
  [
    'a key twice, of which the reference takes the last',
    (e) => e._tag === 'BadHeader' && e.found === 'it again',
    file(`{"w":${entry('U8', [], 1)},"w":${entry('I8', [1], 1)}}`, [1]),
  ],
  [
    'a field the format does not know',
    (e) => e._tag === 'BadHeader' && e.found.startsWith('one of '),
    file(`{"w":${entry('U8', [], 1, ',"extra":1')}}`, [1]),
  ],
  ['space before the header', (e) => e._tag === 'BadHeader' && e.at === 0, file(' {}')],
  [
    'null for no metadata',
    (e) => e._tag === 'BadHeader' && e.expected.includes('__metadata__') && e.found === '“null”',
    file('{"__metadata__":null}'),
  ],
  [
    'a size from 2⁵³ on',
    (e) => (e._tag === 'BadHeader' && e.expected.startsWith('a whole number')) || e._tag === 'ShapeOverflows',
    file(`{"w":${entry('U8', [0, 2 ** 53], 0)}}`),
  ],
  [
    'more than 64 axes',
    (e) => e._tag === 'BadHeader' && e.expected === 'at most 64 numbers',
    file(`{"w":${entry('U8', new Array<number>(65).fill(1), 1)}}`, [1]),
  ],
  [
    'more than 65,536 tensors or metadata',
    (e) => e._tag === 'BadHeader' && e.expected.startsWith('at most 65536 '),
    file(`{${many.join()}}`),
  ],
  ['a dtype that is not read here', (e) => e._tag === 'UnknownDtype', file(`{"w":${entry('F8_E4M3', [], 1)}}`, [1])],
  ['an element that no float64 is', (e) => e._tag === 'BadElement', file(`{"w":${entry('BOOL', [], 1)}}`, [2])],
]

const pythons = process.env['PYTHON'] === undefined ? ['python3', '/usr/bin/python3'] : [process.env['PYTHON']]
const python = pythons.find((name) => spawnSync(name, ['-c', 'import safetensors, numpy']).status === 0)
if (python === undefined) {
  console.log(`Skipped: no Python with the packages safetensors and numpy (looked for ${pythons.join(' and ')}).`)
  process.exit(0)
}

const [kept] = process.argv.slice(2)
const folder = kept ?? mkdtempSync(join(tmpdir(), 'nabla-safetensors-'))
mkdirSync(join(folder, 'ours'), { recursive: true })
const ours: ReadonlyMap<string, Uint8Array> = new Map(
  [
    ...fc.sample(contents, 500).map((content) => encode(content)),
    ...fc.sample(wholeFiles, 500).map(({ bytes }) => bytes),
    ...fc.sample(hostileFiles, 4000),
    ...stricter.map(([, , bytes]) => bytes),
  ].map((bytes, i) => [`${String(i).padStart(4, '0')}.safetensors`, bytes]),
)
ours.forEach((bytes, name) => writeFileSync(join(folder, 'ours', name), bytes))
const { status } = spawnSync(python, [resolve(import.meta.dirname, 'check-safetensors.py'), folder], {
  stdio: 'inherit',
})
if (status !== 0) process.exit(1)

const seenIn = (name: string): Readonly<Record<string, Seen>> =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as Readonly<Record<string, Seen>>

const refusedHere = (why: string): string => `ok: refused only here, ${why}`

/** How two readers of one file agree. */
const verdict = (bytes: Uint8Array, seen: Seen): string => {
  const here = decode(bytes)
  if (E.isLeft(here)) {
    if ('refused' in seen) return 'ok: refused by both'
    const why = stricter.find(([, is]) => is(here.left))
    return why === undefined ? `WRONG: refused only here, ${Show.show(here.left)}` : refusedHere(why[0])
  }
  if ('refused' in seen) return `WRONG: refused only there, ${seen.refused}`
  return same(contentOf(seen), here.right) ? 'ok: read by both, to the same bits' : 'WRONG: read by both, and different'
}

const verdicts: readonly (readonly [string, string])[] = [
  ...Object.entries(seenIn('ours.json')).map(
    ([name, seen]) => [`ours/${name}`, verdict(ours.get(name)!, seen)] as const,
  ),
  ...Object.entries(seenIn('theirs.json')).map(
    ([name, seen]) =>
      [
        `theirs/${name}`,
        verdict(readFileSync(join(folder, 'theirs', name)), seen).replace('ok: read', 'ok: written there, read'),
      ] as const,
  ),
]

const counts = verdicts.reduce(
  (all, [, each]) => (each.startsWith('ok') ? all.set(each, (all.get(each) ?? 0) + 1) : all),
  new Map<string, number>(),
)
counts.forEach((count, each) => console.log(`${String(count).padStart(6)}  ${each}`))
const wrong = [
  ...verdicts.filter(([, each]) => !each.startsWith('ok')),
  ...stricter
    .filter(([why]) => !counts.has(refusedHere(why)))
    .map(([why]) => ['stricter', `WRONG: the reference refuses it, too: ${why}`] as const),
]
wrong.slice(0, 20).forEach(([name, each]) => console.log(`${name}: ${each}`))
if (kept === undefined) rmSync(folder, { recursive: true })
console.log(`${verdicts.length - wrong.length} passed, ${wrong.length} failed`)
process.exit(wrong.length === 0 ? 0 : 1)
