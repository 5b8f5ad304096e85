/**
 * What a measured program does: it is told its work on the command line, says `{ "ready": true }` or `{ "skip": "why" }`, then for each line of its input, a number of
 * steps, takes so many steps and prints one line of JSON: how long they took, and the loss of the last one.
 *
 *   echo 200 | node jaxjs.mjs --network 784-100-10 --optimizer sgd --batch 32 --threads 1 --data FOLDER --params FILE
 *
 * `--data` is the folder of MNIST's IDX files, `--params` a file of float32 with which to start: weights `[in, out]` and bias of each layer in turn.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'

/** The row of the data set that is the k-th to be seen: a fixed order, in which each row comes once in an epoch; the factor is a prime. */
const factor = 48271

const { values } = parseArgs({
  options: {
    network: { type: 'string', default: '784-100-10' },
    optimizer: { type: 'string', default: 'sgd' },
    batch: { type: 'string', default: '32' },
    threads: { type: 'string', default: '1' },
    data: { type: 'string' },
    params: { type: 'string' },
    'by-hand': { type: 'boolean', default: false },
  },
})

const sizes = values.network.split('-').map(Number)
const batch = Number(values.batch)

const floats = () => {
  const bytes = new Uint8Array(readFileSync(values.params))
  return new Float32Array(bytes.buffer)
}

/** `[{ weight, bias }, …]` with flat arrays. */
const params = () => {
  const all = floats()
  let at = 0
  const next = (n) => all.slice(at, (at += n))
  return sizes.slice(1).map((out, i) => ({ weight: next(sizes[i] * out), bias: next(out) }))
}

const idx = (name, header) => new Uint8Array(readFileSync(join(values.data, name))).subarray(header)

const images = () => Float32Array.from(idx('train-images-idx3-ubyte', 16), (x) => x / 255)

const labels = () => idx('train-labels-idx1-ubyte', 8)

const targets = () => {
  const classes = labels()
  const out = new Float32Array(classes.length * 10)
  classes.forEach((c, i) => (out[i * 10 + c] = 1))
  return out
}

/** The rows of the next batch, an Int32Array. */
const batches = (count) => {
  let k = 0
  return () => Int32Array.from({ length: batch }, () => ((k++ % count) * factor) % count)
}

export const task = {
  sizes,
  optimizer: values.optimizer,
  learningRate: values.optimizer === 'sgd' ? 0.1 : 1e-3,
  batch,
  threads: Number(values.threads),
  params,
  images,
  targets,
  batches,
}

export const byHand = values['by-hand']

const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)

/** The version is of the library; `run(steps)` takes steps and resolves to the loss of the last. */
export const serve = async (name, version, run) => {
  const { network, optimizer } = values
  print({ ready: true, name, version })
  for await (const line of createInterface({ input: process.stdin })) {
    const steps = Number(line)
    const before = process.cpuUsage()
    const start = process.hrtime.bigint()
    const loss = await run(steps)
    const seconds = Number(process.hrtime.bigint() - start) / 1e9
    const { user, system } = process.cpuUsage(before)
    const samplesPerSecond = (steps * batch) / seconds
    const cpuSeconds = (user + system) / 1e6
    print({
      name,
      network,
      optimizer,
      batch,
      threads: task.threads,
      steps,
      seconds,
      cpuSeconds,
      samplesPerSecond,
      loss,
    })
  }
  process.exit(0)
}

export const skip = (reason) => {
  print({ skip: reason })
  process.exit(0)
}
