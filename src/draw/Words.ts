/**
 * The words in pictures.
 */

/**
 * The words of titles and legends.
 *
 * @category model
 */
export interface Words {
  readonly value: string
  readonly tangent: string
  readonly cotangent: string
  readonly forward: string
  readonly dual: string
  readonly reverse: string
  readonly start: string
}

/**
 * In English.
 *
 * @category words
 */
export const english: Words = {
  value: 'value',
  tangent: 'tangent: how fast it moves',
  cotangent: 'cotangent: ∂result/∂value',
  forward: 'forward',
  dual: 'dual numbers, forward',
  reverse: 'tape, backward',
  start: 'the beginning',
}

/**
 * In Korean, as on the slides.
 *
 * @category words
 */
export const korean: Words = {
  value: '값',
  tangent: '움직이는 속도 (tangent)',
  cotangent: '∂결과/∂값 (cotangent)',
  forward: '순전파',
  dual: '순방향 모드 (이중수)',
  reverse: '역전파 (테이프)',
  start: '시작',
}
