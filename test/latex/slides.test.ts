/** What the formulas say that are printed from the code, beside what was written by hand for the lessons. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { text as fit } from '../../examples/slides/06-linear-fit.text.js'
import { text as sigmoid } from '../../examples/slides/10-sigmoid.text.js'
import { text as tanh } from '../../examples/slides/11-tanh.text.js'
import { text as relu } from '../../examples/slides/12-relu.text.js'
import { text as leaky } from '../../examples/slides/13-leaky-relu.text.js'
import { text as mse } from '../../examples/slides/20-mse.text.js'
import { text as bce } from '../../examples/slides/21-bce.text.js'
import { text as crossEntropy } from '../../examples/slides/22-cross-entropy.text.js'
import { text as momentum } from '../../examples/slides/26-momentum.text.js'
import { text as adagrad } from '../../examples/slides/27-adagrad.text.js'
import { text as rmsprop } from '../../examples/slides/28-rmsprop.text.js'
import { text as adam } from '../../examples/slides/29-adam.text.js'
import * as A from '../../src/Activation.js'
import * as Latex from '../../src/Latex.js'
import * as Loss from '../../src/Loss.js'
import * as O from '../../src/Optimizer.js'
import * as T from '../../src/Tensor.js'
import { signs } from './katex.js'

interface Written {
  readonly formulas: readonly { readonly tex: string }[]
}

const written = ({ formulas }: Written, i: number): string => signs(formulas[i].tex)

/** What stands behind the first sign of equality, up to the next one. */
const right = (shown: string): string => shown.split('=').slice(1).join('=')

const x = T.tensor([1, 2, 3, 4, 5])
const y = T.tensor([2, 4, 6, 8, 10])
const cost = (w: T.Scalar) => pipe(x, T.mul(w), T.sub(y), T.square, T.mean)
const fitted = { name: 'cost', variable: 'w', constants: { x, y }, sizes: { N: 5 } }

describe('as on the slides', () => {
  it('the cost of exercise 1', () => {
    expect(signs(Latex.formula(cost, fitted)(T.scalar(0)))).toBe(written(fit, 0))
  })

  it('and its derivative, with the factors in another order', () => {
    const shown = signs(Latex.gradient(cost, fitted)(T.scalar(0)))
    expect(shown).toBe(written(fit, 1).replace('(wxi−yi)xi', 'xi(wxi−yi)'))
    expect(shown).not.toBe(written(fit, 1))
  })

  it('the activations', () => {
    const scalar = T.scalar(0)
    expect(signs(Latex.formula(A.sigmoid, { name: 'sigma' })(scalar))).toBe(written(sigmoid, 0))
    expect(written(tanh, 0)).toContain(signs(Latex.formula(A.tanh, { name: 'tanh' })(scalar)))
    expect(signs(Latex.formula(A.relu, { name: 'ReLU' })(scalar))).toBe(written(relu, 0))
    expect(signs(Latex.formula(A.leakyRelu())(scalar))).toBe(written(leaky, 0))
  })

  it('and their derivatives', () => {
    const scalar = T.scalar(0)
    expect(written(sigmoid, 1)).toContain(`=${right(signs(Latex.gradient(A.sigmoid)(scalar)))}=`)
    expect(written(tanh, 1)).toContain(`=${right(signs(Latex.gradient(A.tanh)(scalar)))}=`)
    expect(right(signs(Latex.gradient(A.relu)(scalar)))).toBe(right(written(relu, 1)))
    expect(right(signs(Latex.gradient(A.leakyRelu())(scalar)))).toBe(right(written(leaky, 1)).replace('a', '0.1'))
  })

  it('the mean squared error and its gradient', () => {
    const loss = (p: { readonly a: T.Tensor<[5]>; readonly b: T.Tensor<[5]> }) => pipe(p.a, Loss.mse(p.b))
    const names = { a: '\\hat y', b: 'y' }
    const like = { a: T.zeros([5]), b: T.zeros([5]) }
    expect(signs(Latex.formula(loss, { name: 'MSE', names })(like))).toBe(written(mse, 0))
    // For all of ŷ at once, without its index.
    expect(signs(Latex.gradient(loss, { name: 'MSE', names, wrt: ['a'] })(like))).toBe(
      written(mse, 1).replace(/i/g, ''),
    )
  })

  it('binary cross entropy, and its gradient by the logits', () => {
    const ofProbabilities = (x: { readonly p: T.Tensor<[5]>; readonly t: T.Tensor<[5]> }) => pipe(x.p, Loss.bce(x.t))
    const ofLogits = (x: { readonly z: T.Tensor<[5]>; readonly t: T.Tensor<[5]> }) => pipe(x.z, Loss.bceWithLogits(x.t))
    const zeros = T.zeros([5])
    expect(signs(Latex.formula(ofProbabilities, { name: 'BCE' })({ p: zeros, t: zeros }))).toBe(written(bce, 0))
    const gradient = signs(Latex.gradient(ofLogits, { wrt: ['z'] })({ z: zeros, t: zeros }))
    expect(right(gradient)).toBe(right(written(bce, 2)).replace(/i/g, ''))
  })

  it('cross entropy, with the letters i and j for the other index', () => {
    const ofProbabilities = (x: { readonly p: T.Tensor<[5, 3]>; readonly t: T.Tensor<[5, 3]> }) =>
      pipe(x.p, Loss.crossEntropy(x.t))
    const exchanged = (s: string): string => s.replace(/[ij]/g, (c) => (c === 'i' ? 'j' : 'i'))
    const zeros = T.zeros([5, 3])
    expect(exchanged(signs(Latex.formula(ofProbabilities, { name: 'CE' })({ p: zeros, t: zeros })))).toBe(
      written(crossEntropy, 0),
    )
  })

  it('the gradient of cross entropy by the logits', () => {
    const loss = (x: { readonly z: T.Tensor<[5, 3]>; readonly t: T.Tensor<[5, 3]> }) =>
      pipe(x.z, Loss.softmaxCrossEntropy(x.t))
    const zeros = T.zeros([5, 3])
    const gradient = Latex.gradient(loss, { name: 'CE', wrt: ['z'], distributions: ['t'] })({ z: zeros, t: zeros })
    expect(signs(gradient)).toBe(
      written(crossEntropy, 2)
        .replace(/(?<=z|t)ji/g, '')
        .replace('zj)i', 'z)'),
    )
  })

  it('the optimizers', () => {
    const g = (s: string): string => s.replace(/∇f\(w\)/g, 'g').replace(/,.0=0$/, '')
    const lines = (tex: string): readonly string[] =>
      tex
        .replace('\\begin{aligned} ', '')
        .replace(' \\end{aligned}', '')
        .split(/ \\\\(?:\[4pt\])? /)
        .map((line) => signs(line.replace('&=', '=')))
    expect(lines(Latex.update(O.momentum))).toEqual([g(written(momentum, 0)), g(written(momentum, 1))])
    const [m, v] = written(adam, 0).split(',')
    const [mHat, vHat] = written(adam, 1).split(',')
    expect(lines(Latex.update(O.adam))).toEqual([m, v, mHat, vHat, written(adam, 2)])
    // The slide multiplies by 1/√(h′ + ε) what the formula divides by its root.
    const divided = (s: string): string => s.replace('1h′+ϵ⊙g', 'gh′+ϵ')
    expect(lines(Latex.update(O.adagrad))).toEqual([g(written(adagrad, 0)), divided(written(adagrad, 1))])
    expect(lines(Latex.update(O.rmsprop))).toEqual([g(written(rmsprop, 0)), divided(written(rmsprop, 1))])
  })
})
