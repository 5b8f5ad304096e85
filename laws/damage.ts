/**
 * Laws of damaged JSON: a codec refuses it by its path or preserves it, and never decodes it to another value.
 */
import { quoted, spelt, type Step } from '../src/codec/Words.js'
import { every, holds, law, print, violated, type Law, type Verdict } from './Law.js'
import { found, givenBack, some, somePlaces, unless, type Decoder, type Case } from './decoder.js'
import {
  at,
  changed,
  extended,
  identical,
  inherited,
  isRecord,
  kind,
  kinds,
  misspellings,
  places,
  renamed,
  within,
  without,
  type Place,
} from './json.js'

/** The entries of a record. */
const keysOf = (
  x: unknown,
  n: number,
): readonly { readonly steps: readonly Step[]; readonly key: string; readonly of: object }[] =>
  some(
    places(x).flatMap(({ steps, value }) =>
      isRecord(value) ? Object.keys(value).map((key) => ({ steps, key, of: value })) : [],
    ),
    n,
  )

/** A law about a value decoded from JSON text, before it is damaged. */
const onText = <A>(
  { cases, throughText }: Decoder<A>,
  name: string,
  statement: string,
  judge: (x: unknown, each: Case<A>) => readonly Verdict[],
): Law => law(name, statement, cases, (each) => every(judge(throughText(each.value), each)))

/** Laws about missing and unknown keys. */
export const keyLaws = <A>(b: Decoder<A>): readonly Law[] => {
  /** An unknown key is refused, or kept where keys are data. A codec knows a key if it refuses other values there and encodes it again. */
  const stranger = (damaged: unknown, steps: readonly Step[], key: string): Verdict => {
    const answer = b.decode(damaged)
    const where = [...steps, key]
    if (answer._tag !== 'Taken') return holds
    if (b.open(spelt(steps))) return givenBack(damaged, b.throughText(answer.value), where)
    const isMinded = !b.takes(changed(damaged, where, () => Symbol('no value')))
    const isWritten = places(b.throughText(answer.value)).some((place) => identical(place.steps, where))
    return unless(isMinded && isWritten, () => ({
      at: at(where),
      expected: `the key ${quoted(key)} to be refused`,
      found: found(answer),
    }))
  }
  return [
    onText(b, 'misspelt key', 'a key with a letter lost, doubled, changed or exchanged is refused', (x, { n }) =>
      keysOf(x, n).flatMap(({ steps, key, of }) =>
        misspellings(key, n)
          .filter((word) => !Object.hasOwn(of, word))
          .map((word) =>
            stranger(
              changed(x, steps, (u) => renamed(u, key, word)),
              steps,
              word,
            ),
          ),
      ),
    ),
    onText(
      b,
      'unknown key',
      'a key that is not known is refused, at any depth, whatever it is called',
      (x, { n, junk }) =>
        somePlaces(x, n, ({ value }) => isRecord(value)).flatMap(({ steps, value }) =>
          [...inherited, 'unknown']
            .filter((key) => !Object.hasOwn(value as object, key))
            // A dictionary refuses most junk by its type; so a value that occurs in the record is tried under another key.
            .flatMap((key) =>
              [junk, ...some(Object.values(value as object), n).slice(0, 1)].map((entry: unknown) =>
                stranger(
                  changed(x, steps, (u) => extended(u, key, entry)),
                  steps,
                  key,
                ),
              ),
            ),
        ),
    ),
    onText(
      b,
      'missing key',
      'what lacks a key is refused, or read as lacking it or as having it by default',
      (x, { n }) =>
        keysOf(x, n).flatMap(({ steps, key }) => {
          const lacking = (u: unknown): unknown => changed(u, steps, (each) => without(each, key))
          const answer = b.decode(lacking(x))
          const where = [...steps, key]
          return answer._tag !== 'Taken'
            ? []
            : [
                unless(b.is(answer.value), () => ({
                  at: at(where),
                  expected: 'it refused, or a value',
                  found: found(answer),
                })),
                givenBack(lacking(x), lacking(b.throughText(answer.value)), where),
              ]
        }),
    ),
  ]
}

/** Laws about values of the wrong kind, and numbers that are not finite. */
export const valueLaws = <A>(b: Decoder<A>): readonly Law[] => {
  const put = (x: unknown, { steps }: Place, u: unknown): unknown => changed(x, steps, () => u)

  /** Whether the codec accepts other values of this kind, so that the value is not a tag on which other fields depend. */
  const isFree = (x: unknown, place: Place): boolean => {
    const { value } = place
    const takes = (...others: readonly unknown[]): boolean => others.every((u) => b.takes(put(x, place, u)))
    switch (typeof value) {
      case 'string':
        return takes(`${value}·x`, `x·${value}`)
      case 'number':
        return takes(value + 1, value + 2) || takes(value - 1, value - 2) || takes(value / 2, value / 3)
      case 'boolean':
        return takes(!value)
      default:
        return true
    }
  }

  /** Disjoint places, each with a value of another kind that is refused there. */
  const damages = (x: unknown, n: number): readonly Place[] =>
    somePlaces(x, n, ({ steps, value }) => steps.length > 0 || typeof value !== 'object').reduce<readonly Place[]>(
      (chosen, place) => {
        const overlaps = chosen.some(({ steps }) => within(steps, place.steps) || within(place.steps, steps))
        const other = kinds.find((u) => kind(u) !== kind(place.value) && !b.takes(put(x, place, u)))
        return overlaps || other === undefined || !isFree(x, place)
          ? chosen
          : [...chosen, { steps: place.steps, value: other }]
      },
      [],
    )

  return [
    onText(
      b,
      'not finite',
      'NaN and ±∞ are refused in the place of a number, or kept where they are declared',
      (x, { n }) =>
        somePlaces(x, n, ({ value }) => typeof value === 'number').flatMap((place) =>
          [NaN, Infinity, -Infinity].map((number) => {
            const answer = b.decode(put(x, place, number))
            const where = at(place.steps)
            if (!b.notFinite(spelt(place.steps)))
              return unless(answer._tag !== 'Taken', () => ({
                at: where,
                expected: `${number} refused`,
                found: found(answer),
              }))
            return answer._tag === 'Taken'
              ? b.readAgain(answer.value, b.decode(b.throughText(answer.value)))
              : violated({ at: where, expected: `${number} taken, as declared`, found: found(answer) })
          }),
        ),
    ),
    onText(
      b,
      'other kind',
      'a value of another kind is refused, or kept: never taken for something else',
      (x, { n, junk }) =>
        somePlaces(x, n).flatMap((place) =>
          [...kinds, junk]
            .filter((other) => kind(other) !== kind(place.value))
            .map((other) => {
              const damaged = put(x, place, other)
              const answer = b.decode(damaged)
              return answer._tag === 'Taken' ? givenBack(damaged, b.throughText(answer.value), place.steps) : holds
            }),
        ),
    ),
    onText(b, 'never throws', 'decoding any JSON value ends in a value or in errors', (x, { n, junk }) =>
      somePlaces(x, n).flatMap((place) =>
        [...kinds, junk].map((other) => {
          const answer = b.decode(put(x, place, other))
          return unless(answer._tag !== 'Thrown', () => ({
            at: at(place.steps),
            expected: `an answer to ${print(other)}`,
            found: found(answer),
          }))
        }),
      ),
    ),
    onText(b, 'every problem', 'several wrong places are told all at once, each by its path', (x, { n }) => {
      const wrong = damages(x, n)
      const answer = b.decode(wrong.reduce((u, place) => put(u, place, place.value), x))
      const told = answer._tag === 'Refused' ? answer.places : []
      return wrong.length === 0 || answer._tag === 'Thrown'
        ? []
        : [
            unless(
              wrong.every(({ steps }) => told.some((each) => within(steps, each))),
              () => ({
                expected: `problems at ${wrong.map(({ steps }) => at(steps)).join(', ')}`,
                found: found(answer),
              }),
            ),
          ]
    }),
    onText(
      b,
      'is',
      'is(a) for all values and all that is decoded, and for nothing that cannot be written and read again',
      (x, { value, n, junk }) => {
        const damaged = somePlaces(x, n).flatMap((place) => [
          ...[...kinds, junk, NaN].map((other) => put(x, place, other)),
          ...(isRecord(place.value)
            ? [
                ...['unknown', ...inherited].map((key) => put(x, place, extended(place.value, key, junk))),
                ...Object.keys(place.value).map((key) => put(x, place, without(place.value, key))),
              ]
            : []),
        ])
        return [
          unless(b.is(value), () => ({ expected: 'is(a)', found: `not for ${print(value)}` })),
          ...damaged.flatMap((u) => {
            const answer = b.decode(u)
            return [
              answer._tag === 'Taken'
                ? unless(b.is(answer.value), () => ({
                    expected: 'is(a) of what is decoded',
                    found: `not for ${print(answer.value)}`,
                  }))
                : holds,
              b.is(u) ? b.readAgain(u as A, b.decode(b.encode(u as A))) : holds,
            ]
          }),
        ]
      },
    ),
  ]
}
