/**
 * The texts of drawings, in English and Korean.
 */

/**
 * The texts of a drawing in one language.
 *
 * @category model
 */
export interface Language {
  /** For the legend: the value of a node, its tangent and its cotangent. */
  readonly value: string
  readonly tangent: string
  readonly cotangent: string
  /** For titles: the forward pass, and forward and reverse mode. */
  readonly forward: string
  readonly dual: string
  readonly reverse: string
  readonly start: string
  /** The name of a result without a name. */
  readonly result: string
  /** The heading of a scan with this number of steps. */
  readonly scan: (steps: number) => string
  /** One element of a stacked input of a scan. */
  readonly element: (name: string) => string
  readonly nextStep: string
}

/**
 * English texts.
 *
 * @category languages
 */
export const english: Language = {
  value: 'value',
  tangent: 'tangent: how fast it moves',
  cotangent: 'cotangent: ∂result/∂value',
  forward: 'forward',
  dual: 'dual numbers, forward',
  reverse: 'tape, backward',
  start: 'the beginning',
  result: 'result',
  scan: (steps) => `scan: ${steps} steps`,
  element: (name) => `${name} (one)`,
  nextStep: 'next step',
}

/**
 * Korean texts, as on the slides.
 *
 * @category languages
 */
export const korean: Language = {
  value: '값',
  tangent: '움직이는 속도 (tangent)',
  cotangent: '∂결과/∂값 (cotangent)',
  forward: '순전파',
  dual: '순방향 모드 (이중수)',
  reverse: '역전파 (테이프)',
  start: '시작',
  result: '결과',
  scan: (steps) => `scan: ${steps}단계`,
  element: (name) => `${name} (하나)`,
  nextStep: '다음 단계',
}
