/** ONNX models of other programs, written by hand: one operation from one input to one output. */
import * as Wire from '../../src/onnx/Wire.js'

export interface Foreign {
  readonly operator: string
  readonly domain?: string
  /** The number of an element type in ONNX: 1 float32, 10 float16, 11 float64, 16 bfloat16. */
  readonly element?: number
  readonly operatorSet?: number
  readonly irVersion?: number
  /** The output as a sequence of maps from int64 to float32, as ZipMap has it. */
  readonly isMaps?: boolean
  readonly attributes?: readonly Wire.Message[]
}

const tensor = (element: number): Wire.Message =>
  Wire.message(2, [
    Wire.message(1, [
      Wire.integer(1, element),
      Wire.message(2, [Wire.message(1, [Wire.integer(1, 2)]), Wire.message(1, [Wire.integer(1, 2)])]),
    ]),
  ])

const maps: Wire.Message = Wire.message(2, [
  Wire.message(4, [
    Wire.message(1, [Wire.message(5, [Wire.integer(1, 7), Wire.message(2, [Wire.message(1, [Wire.integer(1, 1)])])])]),
  ]),
])

/** The bytes of a model. */
export const foreign = ({
  operator,
  domain = '',
  element = 1,
  operatorSet = 17,
  irVersion = 8,
  isMaps = false,
  attributes = [],
}: Foreign): Uint8Array =>
  Wire.toBytes(
    Wire.join([
      Wire.integer(1, irVersion),
      Wire.text(2, 'another program'),
      Wire.message(7, [
        Wire.message(1, [
          Wire.text(1, 'x'),
          Wire.text(2, 'y'),
          Wire.text(4, operator),
          ...attributes,
          Wire.text(7, domain),
        ]),
        Wire.text(2, 'g'),
        Wire.message(11, [Wire.text(1, 'x'), tensor(element)]),
        Wire.message(12, [Wire.text(1, 'y'), isMaps ? maps : tensor(element)]),
      ]),
      Wire.message(8, [Wire.text(1, ''), Wire.integer(2, operatorSet)]),
      ...(domain === ''
        ? []
        : [Wire.message(8, [Wire.text(1, domain), Wire.integer(2, domain === 'ai.onnx.ml' ? 3 : 1)])]),
    ]),
  )

/** The class numbers of ZipMap. */
export const classes: readonly Wire.Message[] = [
  Wire.message(5, [Wire.text(1, 'classlabels_int64s'), Wire.integer(8, 0), Wire.integer(8, 1), Wire.integer(20, 7)]),
]
