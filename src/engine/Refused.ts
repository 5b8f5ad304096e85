/**
 * Explanations of the error messages of a runtime that cannot read a model: what it found in the file, and what to do.
 */
import * as O from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import { unlike } from '../format/Format.js'
import type { BadModel } from './Errors.js'

type Explanation = Pick<BadModel, 'reason' | 'next'>

/** The advice for an unsupported element type. */
export const otherNumbers = (type: string): string =>
  type === 'float16' || type === 'bfloat16'
    ? 'Export the model with float32 inputs and outputs.'
    : 'Export the model with inputs and outputs of numbers.'

/** The advice for an input or output that is a sequence or a map: in the models of scikit-learn that is ZipMap. */
export const noTensor =
  'Export the model with tensors only: for a classifier of scikit-learn, without ZipMap (skl2onnx: options={"zipmap": False}).'

/** The error messages of a runtime, and their explanations. */
const known: readonly (readonly [RegExp, (found: readonly string[]) => Explanation])[] = [
  [
    /Unsupported model IR version: (\d{1,9}), max supported IR version: (\d{1,9})/,
    ([, found, most]) => ({
      reason: `expected a model of IR version ${most} or below, found ${found}`,
      next: 'Export it for an older version of ONNX, or install a newer runtime.',
    }),
  ],
  [
    /Opset (\d{1,9}) is under development.*support for domain \S+ is till opset (\d{1,9})/s,
    ([, found, most]) => ({
      reason: `expected a model of operator set ${most} or below, found ${found}`,
      next: 'Export it for an older operator set, or install a newer runtime.',
    }),
  ],
  [
    /Could not find an implementation for (\w{1,99})\((\d{1,9})\)/,
    ([, operator, set]) => ({
      reason: `expected operators that the runtime implements, found ${operator} of operator set ${set}, which is not implemented for the type of its inputs`,
      next: 'Half precision (float16, bfloat16) is a usual cause: export the model with float32.',
    }),
  ],
  [
    /([\w.]{1,99}):(\w{1,99})\(-?\d{1,9}\) is not a registered function\/op/,
    ([, domain, operator]) => ({
      reason: `expected operators of ONNX, found ${operator} of the domain ${domain}, which is unknown`,
      next: 'Export the model without operators of other domains.',
    }),
  ],
  [
    /No Op registered for (\w{1,99}) with domain_version of (\d{1,9})/,
    ([, operator, set]) => ({
      reason: `expected operators of operator set ${set}, found ${operator}, which is not in it`,
      next: 'Export the model for a newer operator set, which may have it, or without the operator.',
    }),
  ],
  [
    /protobuf parsing failed/i,
    () => ({
      reason: 'expected an ONNX model, found other bytes',
      next: 'The file is cut short, changed or of another format: export or download it again.',
    }),
  ],
  [
    /external data|model_path must not be empty/i,
    () => ({
      reason: 'expected a model with its tensors inside, found one that keeps them in other files',
      next: 'Save it as one file (onnx.save with save_as_external_data=False).',
    }),
  ],
]

/** The explanation of an error for bytes that a runtime cannot read: their actual format, or the meaning of the runtime's message. */
export const refusal = (bytes: Uint8Array, message: string): Explanation =>
  pipe(
    bytes,
    unlike('ONNX'),
    O.match(
      () => {
        const [pattern, words] = known.find(([each]) => each.test(message)) ?? []
        return pattern === undefined || words === undefined
          ? { reason: message }
          : words(pattern.exec(message) as readonly string[])
      },
      ({ found, next }) => ({ reason: `expected an ONNX model, found ${found}`, next }),
    ),
  )
