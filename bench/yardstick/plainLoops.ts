/**
 * Training 784-100-10 (ReLU, softmax cross entropy) by plain loops, as fast as plain TypeScript could honestly be made: what the
 * library is measured against. Nothing here comes from `src`, so that the yardstick does not move with what it measures.
 *
 * All buffers exist before the first step; the parameters lie in one buffer, and the update is one loop over it; the three products
 * of a step share one register tile (3×4, over packed panels) that reads its operands by strides, so that nothing is ever transposed
 * in memory. The input is treated as dense: no use is made of the zeros in the images.
 */

const INPUTS = 784
const HIDDEN = 100
const CLASSES = 10

/** A batch is assembled in every step from images of bytes, through a shuffled index. */
export interface Options {
  /** `[count, 784]`, row-major. */
  readonly images: Uint8Array
  readonly labels: Uint8Array
  readonly batch: number
  readonly optimizer: 'sgd' | 'adam'
  readonly learningRate: number
  readonly seed: number
}

export interface Trainer {
  /** Takes the next batch (the last incomplete one of an epoch is dropped), updates the parameters, returns the mean loss. */
  readonly step: () => number
  /** Share of the given images that the present parameters classify correctly. */
  readonly accuracy: (images: Uint8Array, labels: Uint8Array) => number
}

export const trainer = ({ images, labels, batch, optimizer, learningRate, seed }: Options): Trainer => {
  const random = mulberry32(seed)

  const sizes = [INPUTS * HIDDEN, HIDDEN, HIDDEN * CLASSES, CLASSES] as const
  const total = sizes[0] + sizes[1] + sizes[2] + sizes[3]
  const params = new Float64Array(total)
  const gradient = new Float64Array(total)
  const [w1, b1, w2, b2] = parts(params, sizes)
  const [gw1, gb1, gw2, gb2] = parts(gradient, sizes)
  for (let i = 0; i < w1.length; i++) w1[i] = (2 * random() - 1) * Math.sqrt(6 / (INPUTS + HIDDEN))
  for (let i = 0; i < w2.length; i++) w2[i] = (2 * random() - 1) * Math.sqrt(6 / (HIDDEN + CLASSES))

  const update = optimizer === 'sgd' ? sgd(params, gradient, learningRate) : adam(params, gradient, learningRate)

  const x = new Float64Array(batch * INPUTS)
  const targets = new Uint8Array(batch)
  const hidden = new Float64Array(batch * HIDDEN)
  const dHidden = new Float64Array(batch * HIDDEN)
  const logits = new Float64Array(batch * CLASSES)
  const panel = new Float64Array(4 * Math.max(INPUTS, HIDDEN, batch))

  const order = Uint32Array.from({ length: labels.length }, (_, i) => i)
  let position = order.length

  const assemble = (): void => {
    if (position + batch > order.length) {
      shuffle(order, random)
      position = 0
    }
    for (let r = 0; r < batch; r++) {
      const row = order[position + r]
      targets[r] = labels[row]
      let from = row * INPUTS
      const end = (r + 1) * INPUTS
      for (let at = r * INPUTS; at < end; at += 4, from += 4) {
        x[at] = images[from] / 255
        x[at + 1] = images[from + 1] / 255
        x[at + 2] = images[from + 2] / 255
        x[at + 3] = images[from + 3] / 255
      }
    }
    position += batch
  }

  const step = (): number => {
    assemble()
    product(x, INPUTS, 1, w1, HIDDEN, 1, panel, hidden, batch, INPUTS, HIDDEN)
    addBiasAndRectify(hidden, b1)
    product(hidden, HIDDEN, 1, w2, CLASSES, 1, panel, logits, batch, HIDDEN, CLASSES)
    const loss = crossEntropy(logits, b2, targets)
    // From here on `logits` holds the derivative of the loss by the logits.
    product(hidden, 1, HIDDEN, logits, CLASSES, 1, panel, gw2, HIDDEN, batch, CLASSES)
    sumRows(logits, gb2)
    product(logits, CLASSES, 1, w2, 1, CLASSES, panel, dHidden, batch, CLASSES, HIDDEN)
    for (let i = 0; i < dHidden.length; i++) if (hidden[i] === 0) dHidden[i] = 0
    product(x, 1, INPUTS, dHidden, HIDDEN, 1, panel, gw1, INPUTS, batch, HIDDEN)
    sumRows(dHidden, gb1)
    update()
    return loss
  }

  const accuracy = (testImages: Uint8Array, testLabels: Uint8Array): number => {
    let right = 0
    const input = new Float64Array(INPUTS)
    const h = new Float64Array(HIDDEN)
    const z = new Float64Array(CLASSES)
    for (let r = 0; r < testLabels.length; r++) {
      for (let i = 0; i < INPUTS; i++) input[i] = testImages[r * INPUTS + i] / 255
      product(input, INPUTS, 1, w1, HIDDEN, 1, panel, h, 1, INPUTS, HIDDEN)
      addBiasAndRectify(h, b1)
      product(h, HIDDEN, 1, w2, CLASSES, 1, panel, z, 1, HIDDEN, CLASSES)
      for (let c = 0; c < CLASSES; c++) z[c] += b2[c]
      if (z.indexOf(Math.max(...z)) === testLabels[r]) right++
    }
    return right / testLabels.length
  }

  return { step, accuracy }
}

const parts = (buffer: Float64Array, sizes: readonly [number, number, number, number]) => {
  const [s0, s1, s2, s3] = sizes
  return [
    buffer.subarray(0, s0),
    buffer.subarray(s0, s0 + s1),
    buffer.subarray(s0 + s1, s0 + s1 + s2),
    buffer.subarray(s0 + s1 + s2, s0 + s1 + s2 + s3),
  ] as const
}

/** `w ← w − lr·g` */
const sgd = (params: Float64Array, gradient: Float64Array, learningRate: number) => (): void => {
  const n = params.length - (params.length % 2)
  for (let i = 0; i < n; i += 2) {
    params[i] -= learningRate * gradient[i]
    params[i + 1] -= learningRate * gradient[i + 1]
  }
  if (n < params.length) params[n] -= learningRate * gradient[n]
}

/** Kingma & Ba, algorithm 1: `w ← w − lr·m̂/(√v̂ + ε)`. */
const adam = (params: Float64Array, gradient: Float64Array, learningRate: number): (() => void) => {
  const m = new Float64Array(params.length)
  const v = new Float64Array(params.length)
  const beta1 = 0.9
  const beta2 = 0.999
  const epsilon = 1e-8
  let power1 = 1
  let power2 = 1
  return () => {
    power1 *= beta1
    power2 *= beta2
    const rate = learningRate / (1 - power1)
    const correction = 1 / (1 - power2)
    for (let i = 0; i < params.length; i++) {
      const g = gradient[i]
      const mi = beta1 * m[i] + (1 - beta1) * g
      const vi = beta2 * v[i] + (1 - beta2) * g * g
      m[i] = mi
      v[i] = vi
      params[i] -= (rate * mi) / (Math.sqrt(vi * correction) + epsilon)
    }
  }
}

/** `h ← max(0, h + b)`, row by row. */
const addBiasAndRectify = (h: Float64Array, bias: Float64Array): void => {
  for (let at = 0; at < h.length; at += HIDDEN) {
    for (let j = 0; j < HIDDEN; j++) h[at + j] = Math.max(0, h[at + j] + bias[j])
  }
}

/** The mean cross entropy of `softmax(z + b)`; `z` is replaced by the derivative `(softmax − target)/rows`. */
const crossEntropy = (z: Float64Array, bias: Float64Array, targets: Uint8Array): number => {
  const rows = targets.length
  let loss = 0
  for (let r = 0; r < rows; r++) {
    const at = r * CLASSES
    let largest = -Infinity
    for (let c = 0; c < CLASSES; c++) {
      const value = z[at + c] + bias[c]
      z[at + c] = value
      if (value > largest) largest = value
    }
    const target = at + targets[r]
    const shifted = z[target] - largest
    let sum = 0
    for (let c = 0; c < CLASSES; c++) {
      const e = Math.exp(z[at + c] - largest)
      z[at + c] = e
      sum += e
    }
    loss += Math.log(sum) - shifted
    const scale = 1 / (sum * rows)
    for (let c = 0; c < CLASSES; c++) z[at + c] *= scale
    z[target] -= 1 / rows
  }
  return loss / rows
}

/** `outⱼ = Σᵣ xᵣⱼ` */
const sumRows = (x: Float64Array, out: Float64Array): void => {
  out.fill(0)
  for (let at = 0; at < x.length; at += out.length) for (let j = 0; j < out.length; j++) out[j] += x[at + j]
}

/** `outᵢⱼ = Σₚ aᵢₚ·bₚⱼ` with `aᵢₚ = a[i·ai + p·ap]`, `bₚⱼ = b[p·bp + j·bj]`, `out` row-major [m, n]. */
const product = (
  a: Float64Array,
  ai: number,
  ap: number,
  b: Float64Array,
  bp: number,
  bj: number,
  panel: Float64Array,
  out: Float64Array,
  m: number,
  k: number,
  n: number,
): void => {
  for (let j = 0; j < n; j += 4) {
    const width = Math.min(4, n - j)
    for (let p = 0, q = 0, from = j * bj; p < k; p++, q += 4, from += bp) {
      panel[q] = b[from]
      panel[q + 1] = width > 1 ? b[from + bj] : 0
      panel[q + 2] = width > 2 ? b[from + 2 * bj] : 0
      panel[q + 3] = width > 3 ? b[from + 3 * bj] : 0
    }
    let i = 0
    for (; i + 3 <= m; i += 3) {
      let p0 = i * ai
      let p1 = p0 + ai
      let p2 = p1 + ai
      let c00 = 0
      let c01 = 0
      let c02 = 0
      let c03 = 0
      let c10 = 0
      let c11 = 0
      let c12 = 0
      let c13 = 0
      let c20 = 0
      let c21 = 0
      let c22 = 0
      let c23 = 0
      for (let p = 0, q = 0; p < k; p++) {
        const y0 = panel[q]
        const y1 = panel[q + 1]
        const y2 = panel[q + 2]
        const y3 = panel[q + 3]
        q += 4
        const x0 = a[p0]
        p0 += ap
        c00 += x0 * y0
        c01 += x0 * y1
        c02 += x0 * y2
        c03 += x0 * y3
        const x1 = a[p1]
        p1 += ap
        c10 += x1 * y0
        c11 += x1 * y1
        c12 += x1 * y2
        c13 += x1 * y3
        const x2 = a[p2]
        p2 += ap
        c20 += x2 * y0
        c21 += x2 * y1
        c22 += x2 * y2
        c23 += x2 * y3
      }
      const o = i * n + j
      put(out, o, width, c00, c01, c02, c03)
      put(out, o + n, width, c10, c11, c12, c13)
      put(out, o + 2 * n, width, c20, c21, c22, c23)
    }
    for (; i < m; i++) {
      let p0 = i * ai
      let c0 = 0
      let c1 = 0
      let c2 = 0
      let c3 = 0
      for (let p = 0, q = 0; p < k; p++, q += 4) {
        const x0 = a[p0]
        p0 += ap
        c0 += x0 * panel[q]
        c1 += x0 * panel[q + 1]
        c2 += x0 * panel[q + 2]
        c3 += x0 * panel[q + 3]
      }
      put(out, i * n + j, width, c0, c1, c2, c3)
    }
  }
}

const put = (out: Float64Array, at: number, width: number, c0: number, c1: number, c2: number, c3: number): void => {
  out[at] = c0
  if (width > 1) out[at + 1] = c1
  if (width > 2) out[at + 2] = c2
  if (width > 3) out[at + 3] = c3
}

/** Fisher and Yates. */
const shuffle = (order: Uint32Array, random: () => number): void => {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const other = order[j]
    order[j] = order[i]
    order[i] = other
  }
}

const mulberry32 = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
