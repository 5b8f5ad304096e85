import * as fc from 'fast-check'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as Graph from '../../src/Graph.js'
import * as P from '../../src/Params.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import { failing, literal } from '../operation/support.js'

const flat = (x: T.AnyTensor): number[] => Array.from(T.toFlat(x))

describe('what goes in and out of a tensor is copied', () => {
  it('nested arrays and flat ones', () => {
    const nested = [[1, 2], [3, 4]] // prettier-ignore
    const x = T.tensor(nested)
    nested[0]![0] = 100
    expect(T.toArray(x)).toEqual([[1, 2], [3, 4]]) // prettier-ignore

    const typed = Float64Array.of(1, 2, 3, 4)
    const shape = [2, 2]
    const y = T.fromArray(typed, shape)
    typed[0] = 100
    shape[0] = 100
    expect(T.toArray(y)).toEqual([[1, 2], [3, 4]]) // prettier-ignore
    expect(T.shape(y)).toEqual([2, 2])
  })

  it('the arrays it gives, of either kind, and through operations that move nothing', () => {
    const x = T.tensor([1, 2, 3, 4])
    const y = T.reshape([2, 2])(x)
    T.toFlat(x)[0] = 100
    T.toFlat(y)[0] = 100
    ;(T.toArray(x) as number[])[0] = 100
    T.toFlat(T.stopGradient(x))[0] = 100
    T.toFlat(T.concat(0)([x]))[0] = 100
    T.toFlat(T.slice(0, 0, 4)(x))[0] = 100
    T.toFlat(T.where(T.ones([4]), x, 0))[0] = 100
    T.toFlat(T.broadcastTo([1, 4])(x))[0] = 100
    T.toFlat(P.flatten({ x }))[0] = 100
    expect(flat(x)).toEqual([1, 2, 3, 4])
    expect(flat(y)).toEqual([1, 2, 3, 4])
  })

  it('the shape it shows is frozen', () => {
    const shape = T.shape(T.tensor([1, 2])) as readonly number[] as number[]
    expect(() => (shape[0] = 3)).toThrow(TypeError)
    expect(() => shape.push(3)).toThrow(TypeError)
    expect(Object.isFrozen(T.shape(T.reshape([1, 2])(T.tensor([1, 2]))))).toBe(true)
    expect(Object.isFrozen(T.shape(T.transpose(T.ones([2, 3]))))).toBe(true)
    expect(Object.isFrozen(T.shape(T.matmul(T.ones([3, 2]))(T.ones([2, 3]))))).toBe(true)
  })
})

describe('nothing in a tensor leads to its buffer', () => {
  /** Everything that can be reached from a value without knowing its class from inside. */
  const reachable = (root: unknown): ReadonlySet<unknown> => {
    const seen = new Set<unknown>()
    const visit = (value: unknown): void => {
      if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return
      seen.add(value)
      if (value === Object.prototype || value === Function.prototype || value === Array.prototype) return
      for (const key of Reflect.ownKeys(value)) {
        const property = Object.getOwnPropertyDescriptor(value, key)
        visit(property?.value)
        if (property?.get !== undefined) {
          visit(property.get)
          try {
            visit(property.get.call(root))
          } catch {
            // Not a getter of this value.
          }
        }
      }
      visit(Object.getPrototypeOf(value))
    }
    visit(root)
    return seen
  }
  const x = T.tensor([1, 2, 3])
  const object = x as unknown as object

  it('by keys, symbols, descriptors, getters or prototypes', () => {
    expect(Reflect.ownKeys(object)).toEqual(['uncloneable'])
    expect(Object.getOwnPropertySymbols(object)).toEqual([])
    expect([...reachable(object)].filter((v) => ArrayBuffer.isView(v) || v instanceof ArrayBuffer)).toEqual([])
  })

  it('by methods of its prototype: what they give is a copy', () => {
    const prototype = Object.getPrototypeOf(object) as object
    for (const key of Reflect.ownKeys(prototype)) {
      const value: unknown = Reflect.get(prototype, key, object)
      if (typeof value !== 'function' || key === 'constructor') continue
      if (key === Symbol.toPrimitive) continue // Throws: see below.
      const given: unknown = value.call(object)
      if (typeof given === 'object' && given !== null)
        for (const inner of Reflect.ownKeys(given)) Reflect.set(given, inner, 100)
    }
    expect(flat(x)).toEqual([1, 2, 3])
  })

  it('by a spread, JSON, structuredClone, an iterator, or the constructor', () => {
    expect(Object.keys({ ...object })).toEqual(['uncloneable'])
    JSON.parse(JSON.stringify(x), (_, v: unknown) => v)
    expect(() => structuredClone(object)).toThrow(/^structuredClone: expected a value without tensors/)
    const iterated = [...(x as unknown as Iterable<number>)]
    iterated.fill(100)
    expect(flat(x)).toEqual([1, 2, 3])
    expect(object.constructor).toBe(Object)
  })

  it('by assigning to it', () => {
    const { interpreter } = object as { readonly interpreter: { level: number } }
    expect(() => (interpreter.level = 7)).toThrow(TypeError)
    expect(() => Object.assign(object, { interpreter })).toThrow(TypeError)
    Object.assign(object, { shape: [7] })
    expect(T.shape(x)).toEqual([3])
  })
})

describe('Eq', () => {
  const any = fc.array(fc.double(), { maxLength: 5 })

  it('is reflexive, NaN and all, and symmetric', () => {
    fc.assert(fc.property(any, (a) => T.Eq.equals(T.tensor(a), T.tensor([...a]))))
    fc.assert(
      fc.property(any, any, (a, b) => T.Eq.equals(T.tensor(a), T.tensor(b)) === T.Eq.equals(T.tensor(b), T.tensor(a))),
    )
  })

  it('tells elements and shapes apart, to the last bit', () => {
    expect(T.Eq.equals(T.tensor([1, 2]), T.tensor([1, 2 + 2 ** -51]))).toBe(false)
    expect(T.Eq.equals(T.tensor([1, 2, 3, 4]), T.tensor([[1, 2], [3, 4]]))).toBe(false) // prettier-ignore
    expect(T.Eq.equals(T.zeros([0, 3]), T.zeros([0]))).toBe(false)
    expect(T.Eq.equals(T.tensor([1]), T.scalar(1))).toBe(false)
  })

  it('takes NaN for NaN, 0 for −0, and full for what it stands for', () => {
    expect(T.Eq.equals(T.tensor([NaN]), T.tensor([NaN]))).toBe(true)
    expect(T.Eq.equals(T.tensor([NaN]), T.tensor([0]))).toBe(false)
    expect(T.Eq.equals(T.tensor([0, 1]), T.tensor([-0, 1]))).toBe(true)
    expect(T.Eq.equals(T.full([2, 2], 7), T.tensor([[7, 7], [7, 7]]))).toBe(true) // prettier-ignore
  })
})

describe("vitest's toEqual", () => {
  it('holds for equal tensors, whatever they are made of', () => {
    expect(T.tensor([1, NaN])).toEqual(T.tensor([1, NaN]))
    expect(T.full([3], 2)).toEqual(T.tensor([2, 2, 2]))
    expect({ w: [T.scalar(1)] }).toEqual({ w: [T.scalar(1)] })
  })

  it('tells unequal ones apart, by elements and by shape', () => {
    expect(T.tensor([1, 2])).not.toEqual(T.tensor([1, 3]))
    expect(T.tensor([1, 2, 3, 4])).not.toEqual(T.tensor([[1, 2], [3, 4]])) // prettier-ignore
    expect(T.tensor([[1], [2]])).not.toEqual(T.tensor([[1, 2]]))
    expect(T.zeros([0, 3])).not.toEqual(T.zeros([0]))
    expect(T.scalar(1)).not.toEqual(T.tensor([1]))
    expect({ w: [T.scalar(1)] }).not.toEqual({ w: [T.scalar(2)] })
    expect(T.tensor([1, 2])).not.toEqual([1, 2])
  })
})

describe('Show', () => {
  it('writes out what is small', () => {
    expect(T.Show.show(T.scalar(2.5))).toBe('Tensor []\n2.5')
    expect(T.Show.show(T.tensor([1, -0, NaN, -Infinity]))).toBe('Tensor [4]\n[1, -0, NaN, -Infinity]')
    expect(T.Show.show(T.tensor([[1, 2], [3, 4]]))).toBe('Tensor [2, 2]\n[[1, 2],\n [3, 4]]') // prettier-ignore
    expect(T.Show.show(T.tensor([1 / 3]))).toBe('Tensor [1]\n[0.333333]')
    expect(T.Show.show(T.ones([2, 1, 2]))).toBe('Tensor [2, 1, 2]\n[[[1, 1]],\n [[1, 1]]]')
    expect(T.Show.show(T.zeros([0, 3]))).toBe('Tensor [0, 3]\n[]')
    expect(T.Show.show(T.zeros([2, 0]))).toBe('Tensor [2, 0]\n[[],\n []]')
  })

  it('leaves out the middle of long axes', () => {
    const long = T.tensor(Array.from({ length: 100 }, (_, i) => i))
    expect(T.Show.show(long)).toBe('Tensor [100]\n[0, 1, 2, …, 97, 98, 99]')
    const text = T.Show.show(T.zeros([60, 784]))
    expect(text.split('\n')).toHaveLength(1 + 7)
    expect(text.split('\n')[1]).toBe('[[0, 0, 0, …, 0, 0, 0],')
    expect(text.split('\n')[4]).toBe(' …,')
    expect(T.Show.show(T.zeros([9, 9, 9, 9])).length).toBeLessThan(20_000)
  })

  it('is what the console shows', () => {
    expect(inspect({ w: T.tensor([1, 2]) })).toContain('Tensor [2]\n')
  })
})

describe('numbers', () => {
  it('go in and come out to the bit, −0, NaN and infinities too', () => {
    const values = [0, -0, NaN, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE, 0.1]
    expect(flat(T.tensor(values))).toEqual(values)
    expect(T.toArray(T.fromArray(values, [2, 4]))).toEqual([values.slice(0, 4), values.slice(4)])
    values.forEach((v) => expect(T.toNumber(T.scalar(v))).toBe(v))
    values.forEach((v) => expect(T.toArray(T.full([2], v))).toEqual([v, v]))
  })

  it('may be none at all', () => {
    expect(T.shape(T.tensor([]))).toEqual([0])
    expect(T.shape(T.tensor([[], []]))).toEqual([2, 0])
    expect(T.toArray(T.zeros([2, 0, 3]))).toEqual([[], []])
    expect(T.toArray(T.zeros([0, 2]))).toEqual([])
    expect(flat(T.full([0], NaN))).toEqual([])
  })

  it('keep the shape of any nested array', () => {
    fc.assert(
      fc.property(literal(3), ({ shape, values, nested }) => {
        const x = T.tensor(nested)
        expect(T.shape(x)).toEqual(shape)
        expect(flat(x)).toEqual(values)
        expect(T.toArray(x)).toEqual(nested)
      }),
    )
  })
})

/** An array in which what is undefined is not there at all. */
const holes = (...parts: readonly unknown[]): never => {
  const array = new Array<unknown>(parts.length)
  parts.forEach((part, i) => (part === undefined ? undefined : (array[i] = part)))
  return array as never
}

const ring = (): never => {
  const array: unknown[] = []
  array[0] = array
  return array as never
}

describe('a constructor refuses', () => {
  it.each([
    [
      'ragged arrays',
      () => T.tensor([[1, 2], [3]]),
      'tensor',
      'an array of 2 at [1], as long as the first',
      'an array of 1',
    ],
    ['numbers beside arrays', () => T.tensor([[1], 2] as never), 'tensor', 'an array of 1 at [1]', 'the number 2'],
    ['arrays beside numbers', () => T.tensor([1, [2]] as never), 'tensor', 'a number at [1]', 'an array of 1'],
    ['strings', () => T.tensor(['1'] as never), 'tensor', 'a number at [0]', 'the text "1"'],
    ['null', () => T.tensor([null] as never), 'tensor', 'a number at [0]', 'null'],
    ['nothing', () => T.tensor(undefined as never), 'tensor', '', ''],
    [
      'a wrong number of elements',
      () => T.fromArray([1, 2, 3], [2, 2]),
      'fromArray',
      '4 elements for shape [2, 2]',
      '3',
    ],
    ['strings in a flat array', () => T.fromArray(['1'] as never, [1]), 'fromArray', 'a number at [0]', 'the text "1"'],
    ['a negative size', () => T.zeros([-1]), 'zeros', 'sizes that are non-negative integers', '[-1]'],
    ['half a size', () => T.ones([1.5]), 'ones', 'sizes that are non-negative integers', '[1.5]'],
    ['a size that is NaN', () => T.full([NaN], 1), 'full', 'sizes that are non-negative integers', '[NaN]'],
    ['a value that is no number', () => T.full([2], '1' as never), 'full', 'a number', 'the text "1"'],
    [
      'a row that is missing',
      () => T.tensor(holes([1, 2], undefined, [3, 4])),
      'tensor',
      'an array of 2 at [1]',
      'nothing',
    ],
    [
      'a number that is missing',
      () => T.tensor([[1, 2], holes(3, undefined)]),
      'tensor',
      'a number at [1][1]',
      'nothing',
    ],
    ['nothing but holes', () => T.tensor(holes(undefined, undefined)), 'tensor', 'a number at [0]', 'nothing'],
    [
      'a hole in a flat array',
      () => T.fromArray(holes(1, undefined, 2), [3]),
      'fromArray',
      'a number at [1]',
      'nothing',
    ],
    ['a hole in a shape', () => T.zeros(holes(2, undefined, 3)), 'zeros', 'non-negative integers', '[2, nothing, 3]'],
    ['a number for a shape', () => T.zeros(3 as never), 'zeros', 'a shape such as [3]', 'the number 3'],
    ['an array that holds itself', () => T.tensor(ring()), 'tensor', 'arrays at most 64 deep', 'hold itself'],
    [
      'bigints',
      () => T.fromArray(new BigInt64Array(2) as never, [2]),
      'fromArray',
      'numbers',
      'Array.from(flat, Number)',
    ],
    [
      'a text, which has a length',
      () => T.fromArray('12' as never, [2]),
      'fromArray',
      'an array of numbers',
      'the text "12"',
    ],
    [
      'a DataView',
      () => T.fromArray(new DataView(new ArrayBuffer(8)) as never, [2]),
      'fromArray',
      'an array',
      'a DataView',
    ],
    ['wrapped numbers', () => T.tensor([Object(2) as never]), 'tensor', 'a number at [0]', 'a Number'],
    ['a scalar that is no number', () => T.scalar('1' as never), 'scalar', 'a number', 'string'],
    ['axes where a number is asked for', () => T.toNumber(T.ones([2]) as never), 'toNumber', 'a scalar', '[2]'],
    ['a single element with an axis, too', () => T.toNumber(T.ones([1]) as never), 'toNumber', 'a scalar', '[1]'],
  ])('%s', (_, f, operation, expected, found) => failing(f, operation, expected, found))
})

describe('a tensor as an operand of the language', () => {
  const four = T.scalar(4) as unknown as number
  const branch = (x: T.Scalar): T.Scalar => ((x as unknown as number) > 2 ? T.square(x) : T.neg(x))
  it.each([
    ['compared', () => four > 2, 'T.greater', 'a tensor of shape []'],
    ['added', () => four + 1, 'T.add', 'a tensor of shape []'],
    // eslint-disable-next-line eqeqeq -- what is tried
    ['equal to a number', () => four == 4, 'T.where', 'a tensor of shape []'],
    ['in a template', () => `${four}`, 'T.Show.show(x)', 'a tensor of shape []'],
    ['as a key', () => ({})[four as never], 'T.toNumber(x)', 'a tensor of shape []'],
    ['on a tape', () => D.grad(branch)(T.scalar(3)), 'T.where', 'a value on a tape of shape []'],
    ['a dual number', () => D.jvp(branch)(T.scalar(3), T.scalar(1)), 'T.where', 'a dual number of shape []'],
    ['one of a batch', () => D.vmap(branch)(T.tensor([3])), 'T.where', 'a batch of examples of shape []'],
    ['staged', () => Graph.stage(branch)(T.scalar(3)), 'T.where', 'a staged value of shape []'],
  ])('%s throws, and is told what to write', (_, f, advice, found) => {
    expect(f).toThrow(advice)
    expect(f).toThrow(found)
  })

  it('has no other effect: JSON, the console and keys are as they were', () => {
    expect(JSON.stringify({ x: T.tensor([1, 2]) })).toBe('{"x":[1,2]}')
    expect(inspect(T.scalar(4))).toBe('Tensor []\n4')
    expect(T.scalar(4)).toEqual(T.scalar(4))
  })
})

describe('structuredClone and postMessage', () => {
  it('refuse a tensor wherever it is, and say what can be sent', () => {
    expect(() => structuredClone(T.tensor([1, 2]))).toThrow('Send T.toFlat(x) and T.shape(x)')
    expect(() => structuredClone({ params: [T.scalar(1)] })).toThrow('Safetensors.encode')
    const { port1 } = new MessageChannel()
    expect(() => port1.postMessage(T.scalar(1))).toThrow('T.fromArray(flat, shape)')
    port1.close()
  })

  it('refuse a value that is being differentiated', () => {
    expect(() => D.grad((x: T.Scalar) => structuredClone(x))(T.scalar(1))).toThrow('could not be cloned')
  })
})

describe('JSON.stringify', () => {
  it('refuses a value that is being differentiated', () => {
    expect(() => D.grad((x: T.Scalar) => T.mul(JSON.stringify({ x }).length)(x))(T.scalar(1))).toThrow(
      'JSON.stringify: expected a tensor of plain numbers, found a value on a tape of shape []',
    )
  })
})

describe('a size beyond memory', () => {
  it.each([
    ['toArray', () => T.toArray(T.zeros([2 ** 40]))],
    ['oneHot', () => T.oneHot(2 ** 40)(T.tensor([1]))],
    ['Seed.permutation', () => Seed.permutation(2 ** 32 - 1)],
  ])('is refused by %s', (_, f) => expect(f).toThrow(/expected .*, found/))
  it('costs nothing while all elements are equal', () => {
    expect(T.shape(T.add(T.full([2 ** 31], 2))(T.full([2 ** 31], 1.5)))).toEqual([2 ** 31])
  })
})

it('a size of −0 is 0', () => expect(T.shape(T.zeros([-0]))).toStrictEqual([0]))

describe('what is no tensor', () => {
  const untyped = T as unknown as Readonly<Record<string, (x: unknown) => unknown>>
  it.each([
    [
      'a number',
      () => untyped['sqrt']!(4),
      'sqrt: expected a tensor, found the number 4. Make a tensor of it by T.scalar(4)',
    ],
    [
      'a proxy of a tensor',
      () => untyped['shape']!(new Proxy(T.scalar(1), {})),
      'shape: expected a tensor, found a proxy',
    ],
    [
      'an object made from a tensor',
      () => untyped['exp']!(Object.create(T.scalar(1) as object)),
      'found a proxy or a copy of a tensor',
    ],
    [
      'a record with an interpreter',
      () => untyped['exp']!({ interpreter: 4 }),
      'exp: expected a tensor, found a record { interpreter }',
    ],
    ['nothing', () => untyped['neg']!(undefined), 'neg: expected a tensor, found undefined'],
    ['a function', () => untyped['neg']!(T.neg), 'neg: expected a tensor, found a function: call it first'],
    [
      'a tensor as an exponent',
      () => untyped['pow']!(T.scalar(2)),
      'pow: expected a number as exponent, found a tensor',
    ],
  ])('%s is refused by name', (_, f, message) => expect(f).toThrow(message))
})

describe('a value that is being differentiated', () => {
  it.each([
    ['toNumber', (x: T.Scalar) => T.toNumber(x)],
    ['toArray', (x: T.Scalar) => T.toArray(x)],
    ['toFlat', (x: T.Scalar) => T.toFlat(x)],
    ['Show.show', (x: T.Scalar) => T.Show.show(x)],
    ['Eq.equals', (x: T.Scalar) => T.Eq.equals(x, x)],
  ])('answers %s by a sentence, forward and reverse', (operation, look) => {
    const f = (x: T.Scalar): T.Scalar => {
      look(x)
      return x
    }
    failing(
      () => D.grad(f)(T.scalar(1)),
      operation,
      'a tensor of plain numbers',
      'cannot be read while it is being differentiated',
    )
    failing(() => D.jvp(f)(T.scalar(1), T.scalar(1)), operation, 'a tensor of plain numbers', 'a dual number')
  })
})
