/**
 * The words in pictures.
 *
 * @since 0.1.0
 */

/**
 * The words of titles and legends.
 *
 * @category model
 * @since 0.1.0
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
 * @since 0.1.0
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
 * @since 0.1.0
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
