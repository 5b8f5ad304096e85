/**
 * `npm run onnx-check`: writes models of every kind to a folder of their own, and lets ONNX's own checker look at each (`check-onnx.py`, which needs Python with the package onnx). No part of the gate.
 *
 * PYTHON names another Python, and a folder as argument keeps the models.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import {
  foldCases,
  inferences,
  networkCases,
  networkInferences,
  precisions,
  primitiveCases,
  primitiveNames,
  stepCases,
  type Case,
} from '../test/onnx/models.js'

const pythons = process.env['PYTHON'] === undefined ? ['python3', '/usr/bin/python3'] : [process.env['PYTHON']]
const python = pythons.find((name) => spawnSync(name, ['-c', 'import onnx']).status === 0)
if (python === undefined) {
  console.log(
    `Skipped: no Python with the package onnx (looked for ${pythons.join(' and ')}). On Debian: apt-get install python3-onnx.`,
  )
  process.exit(0)
}

const cases: readonly Case[] = precisions.flatMap((precision) => [
  ...primitiveNames.flatMap((name) => fc.sample(primitiveCases(name), 8).map((make) => make(precision))),
  ...inferences.map(({ at }) => at(precision, 1)),
  ...stepCases.map((make) => make(precision)),
  ...foldCases.map((make) => make(precision)),
  ...fc.sample(networkCases, 100).map((make) => make(precision)),
  ...fc.sample(networkInferences, 50).map(({ at }) => at(precision, 2)),
])

const [kept] = process.argv.slice(2)
const folder = kept === undefined ? mkdtempSync(join(tmpdir(), 'nabla-onnx-')) : kept
mkdirSync(folder, { recursive: true })
cases.forEach(({ name, model }, i) =>
  writeFileSync(join(folder, `${String(i).padStart(4, '0')} ${name.replace(/[^\w.() -]/g, '_')}.onnx`), model.bytes),
)
const { status } = spawnSync(python, [resolve(import.meta.dirname, 'check-onnx.py'), folder], { stdio: 'inherit' })
if (kept === undefined) rmSync(folder, { recursive: true })
process.exit(status ?? 1)
