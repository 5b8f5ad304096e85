/**
 * Drawings: well-formed, nothing clipped or written over anything, every number that is asked for and none that is not known yet.
 */
import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { DOMParser } from 'linkedom'
import { describe, expect, it } from 'vitest'
import * as A from '../../src/Activation.js'
import * as D from '../../src/Diff.js'
import * as Draw from '../../src/Draw.js'
import * as Graph from '../../src/Graph.js'
import * as L from '../../src/Layer.js'
import * as Loss from '../../src/Loss.js'
import * as M from '../../src/Model.js'
import * as O from '../../src/Optimizer.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import { realWidth } from './font.js'
import { hostileNames, point, program } from './support.js'

const shows = ['values', 'tangents', 'cotangents', 'all'] as const

// -------------------------------------------------------------------------------------------------
// reading an SVG
// -------------------------------------------------------------------------------------------------

/** What is wrong with a text as XML: tags that do not match, attributes without quotes, characters that must be written otherwise. */
const malformed = (xml: string): string | undefined => {
  const open: string[] = []
  let at = 0
  while (at < xml.length) {
    const found = (pattern: RegExp) => {
      pattern.lastIndex = at
      return pattern.exec(xml)
    }
    const tag = found(/<(\/?)([a-z]+)((?: [a-zA-Z:-]+="[^"<&]*(?:&#\d+;[^"<&]*)*")*)(\/?)>/y)
    if (tag !== null) {
      const [whole, closing, name, attributes, empty] = tag
      const keys = [...attributes.matchAll(/ ([a-zA-Z:-]+)=/g)].map(([, key]) => key)
      if (new Set(keys).size < keys.length) return `an attribute twice: ${whole}`
      if (closing === '/') {
        if (open.pop() !== name) return `</${name}> closes nothing`
      } else if (empty === '') open.push(name)
      at += whole.length
      continue
    }
    const text = found(/(?:[^<&]|&#\d+;)+/y)
    if (text === null) return xml.slice(at, at + 60)
    at += text[0].length
  }
  return open.length === 0 ? undefined : `${open.join()} stays open`
}

interface Rectangle {
  readonly text: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const decoded = (xml: string): string => xml.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))

/** All texts of a drawing with the places they take in a real font. */
const textsOf = (svg: string): readonly Rectangle[] =>
  [
    ...svg.matchAll(/<text x="([^"]*)" y="([^"]*)"( text-anchor="([^"]*)")? font-size="([^"]*)"([^>]*)>(.*?)<\/text>/g),
  ].map(([, x, y, , anchor = 'start', size, look, inside]) => {
    const isBold = (attributes: string) => attributes.includes('font-weight="bold"')
    const [, lead, before = '', rest] = /^(?:<tspan([^>]*)>(.*?)<\/tspan>)?(.*)$/.exec(inside) ?? []
    const leadSize = Number(/font-size="([^"]*)"/.exec(lead ?? '')?.[1] ?? size)
    const width =
      realWidth(decoded(before), leadSize, isBold(lead ?? '')) + realWidth(decoded(rest), Number(size), isBold(look))
    const left = Number(x) - width * { start: 0, middle: 0.5, end: 1 }[anchor as 'start']
    // Digits and capitals reach 0.73 of the size above the baseline; a bracket or a letter with a tail 0.24 below.
    return {
      text: decoded(before + rest),
      left,
      right: left + width,
      top: Number(y) - 0.73 * Number(size),
      bottom: Number(y) + 0.24 * Number(size),
    }
  })

const sizeOf = (svg: string): readonly [number, number] => {
  const [, w, h] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!
  return [Number(w), Number(h)]
}

/** What a reader would complain about. */
const complaints = (svg: string): readonly string[] => {
  const [width, height] = sizeOf(svg)
  const texts = textsOf(svg)
  const xml = malformed(svg.trim())
  return [
    ...(xml === undefined ? [] : [xml]),
    ...texts
      .filter(({ left, right, top, bottom }) => left < 0 || top < 0 || right > width || bottom > height)
      .map(({ text }) => `clipped: ${text}`),
    ...texts.flatMap((a, i) =>
      texts
        .slice(i + 1)
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        .map((b) => `one on the other: ${a.text} | ${b.text}`),
    ),
    ...(/NaN(?!<)|undefined|Infinity/.test(svg.replace(/>[^<]*</g, '><')) ? ['a place that is no number'] : []),
  ]
}

const shownIn = (svg: string): readonly string[] => textsOf(svg).map(({ text }) => text)

// -------------------------------------------------------------------------------------------------
// the drawings
// -------------------------------------------------------------------------------------------------

const product = (p: { readonly x: T.Scalar; readonly y: T.Scalar; readonly z: T.Scalar }): T.Scalar =>
  pipe(p.x, T.add(p.y), T.mul(p.z))
const slides = Draw.trace(product)({ x: T.scalar(-2), y: T.scalar(5), z: T.scalar(-4) })

const network = pipe(M.named('hidden', L.dense(2, 3)), M.map(T.tanh), M.andThen(M.named('out', L.dense(3, 1))))
const cost = (params: ReturnType<typeof network.init>): T.Scalar =>
  pipe(
    T.tensor([
      [0, 1],
      [1, 0],
    ]),
    network.apply(params),
    Loss.mse<[T.Name<'batch'>, 1]>(T.tensor([[1], [0]])),
  )
const twoLayers = Draw.trace(cost)(network.init(Seed.fromNumber(1)))

const training = (() => {
  const sgd = O.sgd({ learningRate: 0.1 })
  const start = network.init(Seed.fromNumber(1))
  const loss = (w: typeof start, x: T.Tensor<[4, 2]>) => T.mean(T.square(network.apply(w)(x)))
  const step = (w: typeof start, x: T.Tensor<[4, 2]>): readonly [typeof start, T.Scalar] => {
    const { value, gradient } = D.valueAndGrad((p: typeof start) => loss(p, x))(w)
    return [O.apply(sgd.update(gradient, [], w)[0], w), value]
  }
  const program = (q: { readonly params: typeof start; readonly inputs: T.Tensor<[5, 4, 2]> }) =>
    Graph.scan<typeof start, T.Tensor<[4, 2]>, T.Scalar>(step)(q.params, q.inputs as never)
  return Graph.stage(program)({ params: start, inputs: T.zeros([5, 4, 2]) }).graph
})()

describe('a drawing', () => {
  it('of a random function has nothing to complain about, at any step of any walk', () => {
    fc.assert(
      fc.property(
        program,
        point,
        fc.constantFrom(...shows),
        fc.option(fc.nat(30), { nil: undefined }),
        (f, x, show, step) => {
          const trace = Draw.trace(f)(x)
          expect(complaints(Draw.svg(trace, { show, step }))).toEqual([])
          expect(complaints(Draw.svg(trace.graph))).toEqual([])
          expect(complaints(Draw.svg(trace, { show, step, detail: 'layers' }))).toEqual([])
          expect(complaints(Draw.sideBySide(trace, { step }))).toEqual([])
        },
      ),
      { numRuns: 20 },
    )
  })

  it('of a network, and of a training step with its scan, has nothing to complain about', () => {
    for (const show of shows) expect(complaints(Draw.svg(twoLayers, { show }))).toEqual([])
    for (const svg of Draw.steps(slides, { language: Draw.korean })) expect(complaints(svg)).toEqual([])
    expect(complaints(Draw.svg(training, { title: 'five steps' }))).toEqual([])
  })

  it('writes any name, and keeps it inside', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
        fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
        (a, b) => {
          expect(malformed(Draw.svg(slides, { names: { x: a, v1: b }, title: a }).trim())).toBeUndefined()
          const svg = Draw.svg(slides, { names: { x: b, v1: b, result: b }, title: b })
          expect(complaints(svg)).toEqual([])
          if (b.trim() !== '') expect(shownIn(svg)).toContain(b)
        },
      ),
      { numRuns: 30 },
    )
    expect(shownIn(Draw.svg(slides, { names: { x: '가중치 <w> & "b"' } }))).toContain('가중치 <w> & "b"')
  })

  it.each(hostileNames)('shows the name %j of a tensor as it is read: %j', (name, read) => {
    const { graph } = Graph.stage((p: Readonly<Record<string, T.Scalar>>) => T.square(p[name]))({ [name]: T.scalar(3) })
    const svg = Draw.svg(graph, { title: name })
    expect(complaints(svg)).toEqual([])
    const page = new DOMParser().parseFromString(svg, 'image/svg+xml')
    const texts = [...page.querySelectorAll('text')].map((text) => text.textContent)
    expect(texts).toContain(read)
    expect(page.querySelector('title')?.textContent).toBe(read)
    expect(page.querySelector('desc')?.textContent).toBe(`${read} []; result = ${read}²`)
    expect(page.querySelectorAll('script, b').length).toBe(0)
    expect(svg.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
  })

  it('is the same for the same, and says in words what it is', () => {
    expect(Draw.svg(twoLayers)).toBe(Draw.svg(twoLayers))
    const svg = Draw.svg(slides, { title: 'a < b' })
    expect(svg).toContain('role="img" aria-label="a &#60; b"')
    expect(svg).toContain('<title>a &#60; b</title><desc>x []; y []; z []; v1 = x + y; result = v1 × z</desc>')
    expect(svg).toContain('font-family="')
  })

  it('with larger letters, one cut off or a broken tag would be complained about', () => {
    const svg = Draw.svg(slides)
    expect(complaints(svg.replaceAll('font-size="13"', 'font-size="26"'))).toEqual(
      expect.arrayContaining([expect.stringContaining('one on the other')]),
    )
    expect(complaints(svg.replace(/viewBox="0 0 \d+/, 'viewBox="0 0 150'))).toContain('clipped: result = −12')
    expect(complaints(svg.replace('</g>', '')).length).toBe(1)
  })

  it('of an empty record is empty', () => {
    expect(complaints(Draw.svg(Graph.stage(() => ({}))({} as never).graph))).toEqual([])
    expect(complaints(Draw.svg(Draw.trace(() => ({}))({} as never)))).toEqual([])
  })
})

describe('the numbers', () => {
  it('are those of the slide’s (x + y)·z at (−2, 5, −4)', () => {
    const all = shownIn(Draw.svg(slides, { legend: false, derivatives: false }))
    expect([...all].sort()).toEqual(
      [
        ...['x', 'y', 'z', '+', '×', '−2', '5', '−4', 'v₁ = 3', 'result = −12'],
        ...['→ 1', '→ 1', '→ 1', '→ 2', '→ −5', '← −4', '← −4', '← 3', '← −4', '← 1'],
      ].sort(),
    )
  })

  it('come one after the other: forward with the tangents, then back', () => {
    const walk = Draw.steps(slides, { legend: false, derivatives: false, title: '' }).map(shownIn)
    const news = walk.slice(1).map((now, k) => now.filter((text) => !walk[k].includes(text)))
    expect(news).toEqual([['v₁ = 3', '→ 2'], ['result = −12', '→ −5', '← 1'], ['← 3', '← −4'], []])
    expect(walk[0]).toEqual(expect.arrayContaining(['−2', '→ 1', 'v₁ =', 'result =']))
    expect(walk[4].filter((text) => text === '← −4').length).toBe(3)
  })

  it('stand at each branch, with their sum before it', () => {
    const shared = Draw.trace((x: T.Scalar) => pipe(x, T.mul(x), T.add(x)))(T.scalar(3))
    const all = shownIn(Draw.svg(shared, { show: 'cotangents', legend: false }))
    expect(all.filter((text) => text.startsWith('←')).sort()).toEqual(['← 1', '← 1', '← 1', '← 3', '← 3', '← 7'])
    expect(all.filter((text) => text.startsWith('× '))).toEqual(['× 3', '× 3', '× 1', '× 1'])
  })

  it('are left out where there are too many: then their shape is there', () => {
    const trace = Draw.trace((x: T.Tensor<[20, 30]>) => T.sum(T.sin(x)))(T.zeros([20, 30]))
    const all = shownIn(Draw.svg(trace, { legend: false }))
    expect(all).toContain('0 in [20, 30]')
    expect(all).toContain('→ 1 in [20, 30]')
    expect(all).toContain('result = 0')
  })

  it('have few digits, a true minus, and no −0', () => {
    const at = (v: number) => shownIn(Draw.svg(Draw.trace(T.neg)(T.scalar(v)), { show: 'values', legend: false }))
    expect(at(1 / 3)).toContain('result = −0.3333')
    expect(at(0)).toContain('result = 0')
    expect(at(1.5e-9)).toContain('result = −1.5e−9')
    expect(at(-Infinity)).toContain('result = ∞')
    expect(at(NaN)).toContain('result = NaN')
    expect(shownIn(Draw.svg(Draw.trace(T.neg)(T.scalar(1 / 3)), { show: 'values', digits: 2 }))).toContain(
      'result = −0.33',
    )
  })
})

describe('a walk', () => {
  it('keeps its layout from step to step', () => {
    for (const [trace, show] of [
      [slides, 'values'],
      [slides, 'tangents'],
      [twoLayers, 'cotangents'],
      [slides, 'all'],
    ] as const) {
      const frames = Draw.steps(trace, { show })
      const boxes = frames.map((svg) => [...svg.matchAll(/<rect x="([^"]*)" y="([^"]*)"/g)].map(([all]) => all))
      boxes.forEach((each) => expect(each).toEqual(boxes[0]))
      expect(new Set(frames.map((svg) => sizeOf(svg)[1])).size).toBe(1)
      expect(Draw.svg(trace, { show, step: 1000, title: 't' })).toBe(
        Draw.svg(trace, { show, step: frames.length - 1, title: 't' }),
      )
    }
  })

  it('has a step for each node, there and back', () => {
    expect(shows.map((show) => Draw.steps(slides, { show }).length)).toEqual([3, 3, 3, 5])
  })

  it('in both modes side by side has its nodes in the same places', () => {
    const svg = Draw.sideBySide(twoLayers, { step: 2 })
    const boxes = [...svg.matchAll(/<rect x="([^"]*)" y="([^"]*)"/g)].map(([, x, y]) => [Number(x), Number(y)])
    // Branches are small boxes too; both pictures have all of them.
    const [left, right] = [boxes.slice(0, boxes.length / 2), boxes.slice(boxes.length / 2)]
    const shift = right[0][0] - left[0][0]
    expect(right.map(([, y]) => y)).toEqual(left.map(([, y]) => y))
    // Coordinates are written with two decimals.
    right.forEach(([x], i) => expect(Math.abs(x - shift - left[i][0])).toBeLessThan(0.021))
  })

  it('is titled by what it computes, with the names that were given', () => {
    const step = Draw.svg(slides, { show: 'cotangents', step: 1, names: { v1: 'q', result: 'f' } })
    expect(shownIn(step)).toContain('tape, backward 1/2: f = q × z')
    expect(shownIn(Draw.svg(slides, { show: 'values', step: 0, language: Draw.korean }))).toContain('순전파 0/2: 시작')
  })
})

describe('a scan', () => {
  const texts = shownIn(Draw.svg(training))

  it('has its step inside, called by what goes in and comes out', () => {
    expect(texts).toContain('scan: 5 steps')
    expect(texts.filter((text) => text === 'params.hidden.weight').length).toBe(2)
    expect(texts).toEqual(expect.arrayContaining(['inputs', 'inputs (one)', 'params.hidden.weight′']))
  })
})

describe('a network by layers', () => {
  const small = pipe(
    M.named('hidden', L.dense(2, 2)),
    M.map(T.sigmoid),
    M.andThen(M.named('out', L.dense(2, 1))),
    M.map(T.sigmoid),
  )
  const at = { params: small.init(Seed.fromNumber(1)), x: T.tensor([[0.05, 0.1]]), t: T.tensor([[1]]) }
  const trace = Draw.trace(({ params, x, t }: typeof at) =>
    Loss.mse<[T.Name<'batch'>, 1]>(t as never)(small.apply(params)(x as never)),
  )(at)
  const digits = pipe(
    M.named('hidden', L.dense(784, 100)),
    M.map(T.tanh),
    M.andThen(M.named('logits', L.dense(100, 10))),
  )
  const mnist = { params: digits.init(Seed.fromNumber(1)), images: T.zeros([32, 784]), labels: T.zeros([32, 10]) }
  const large = Graph.stage(({ params, images, labels }: typeof mnist) =>
    Loss.softmaxCrossEntropy<[T.Name<'batch'>, 10]>(labels as never)(digits.apply(params)(images as never)),
  )(mnist).graph

  it('fits a page, has nothing to complain about, and shows no broadcast or reshape', () => {
    const drawings = [
      ...shows.map((show) => Draw.svg(trace, { show, detail: 'layers' })),
      ...Draw.steps(trace, { detail: 'layers', language: Draw.korean }),
      Draw.sideBySide(trace, { detail: 'layers' }),
      Draw.svg(large, { detail: 'layers' }),
    ]
    drawings.forEach((svg) => {
      expect(complaints(svg)).toEqual([])
      expect(sizeOf(svg)[0]).toBeLessThan(900)
      expect(shownIn(svg).filter((text) => /broadcast|reshape|params/.test(text))).toEqual([])
    })
    expect(sizeOf(Draw.svg(trace))[0]).toBeLessThan(900)
  })

  it('tells layers apart where the inputs are constants and the parameters the whole argument', () => {
    const loss = (params: (typeof at)['params']) =>
      Loss.mse<[T.Name<'batch'>, 1]>(at.t as never)(small.apply(params)(at.x as never))
    const texts = shownIn(Draw.svg(Graph.stage(loss)(at.params).graph, { detail: 'layers' }))
    expect(texts.filter((text) => /^(hidden|out)/.test(text))).toEqual(['hidden', 'out'])
    expect(texts).toContain('weight [2, 2]')
    expect(texts).toContain('weight [2, 1]')
  })

  it('has one box for each layer, with the shapes of its parameters, and the other operations in order', () => {
    const texts = shownIn(Draw.svg(large, { detail: 'layers' })).filter((text) => !/^\[/.test(text))
    expect(texts.slice(0, 8)).toEqual([
      ...['images', 'hidden', 'bias [100]', 'weight [784, 100]', 'tanh'],
      ...['logits', 'bias [10]', 'weight [100, 10]'],
    ])
    expect(texts.slice(-2)).toEqual(['· ÷ 32', 'result'])
  })

  it.each([
    ['relu', A.relu],
    ['leakyRelu', A.leakyRelu()],
    ['elu', A.elu()],
    ['logSigmoid', A.logSigmoid],
  ] as const)('has one box for %s, and is drawn well where a part of it is used elsewhere', (name, f) => {
    const { graph } = Graph.stage((x: T.Tensor<[2]>) => f(f(x)))(T.zeros([2]))
    const texts = shownIn(Draw.svg(graph, { detail: 'layers', names: { [name]: '활성화' } }))
    expect(texts.filter((text) => text !== '[2]')).toEqual(['x', '활성화', '활성화', 'result'])
    expect(shownIn(Draw.svg(graph))).not.toContain(name)
    const both = Graph.stage((x: T.Tensor<[2]>) => [f(x), pipe(x, T.lessOrEqual(0)), T.neg(x)] as const)(T.zeros([2]))
    expect(complaints(Draw.svg(both.graph, { detail: 'layers' }))).toEqual([])
  })

  it('has the numbers of the whole trace, and a step for each box', () => {
    const texts = shownIn(Draw.svg(trace, { detail: 'layers', digits: 6 }))
    const { x } = D.grad((p: { readonly x: typeof at.x }) =>
      Loss.mse<[T.Name<'batch'>, 1]>(at.t as never)(small.apply(at.params)(p.x as never)),
    )({ x: at.x })
    T.toFlat(x).forEach((v) => expect(texts).toContain(String(Number(v.toPrecision(6))).replace('-', '−')))
    expect(Draw.steps(trace, { detail: 'layers', show: 'values' }).length).toBe(9)
  })

  it('speaks the language asked for, and calls layers as told', () => {
    const texts = shownIn(
      Draw.svg(trace, { detail: 'layers', step: 1, language: Draw.korean, names: { hidden: '은닉층', v3: 'z' } }),
    )
    expect(texts).toEqual(expect.arrayContaining(['은닉층', '순전파 1/16: z = 은닉층(x)']))
    expect(texts).toContain('결과 =')
  })
})
