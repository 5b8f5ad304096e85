/**
 * Text from outside as part of a message.
 */
/** The JSON escape of a character: `\n`, `\u001b`, two for one beyond 16 bits. */
const escape = (character: string): string =>
  /^[\b\t\n\f\r]$/.test(character)
    ? JSON.stringify(character).slice(1, -1)
    : Array.from(
        { length: character.length },
        (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
      ).join('')

/** Characters that break a line, control a terminal, change the direction of writing, or are invisible. */
const UNPRINTABLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * Escapes text from outside for output: control characters, line separators, invisible characters, direction marks and unpaired surrogates become JSON
 * escapes. The result is one line; JSON text keeps its meaning; the function is idempotent.
 *
 * @example
 * Codec.printable('up\nSaved as b') // => 'up\\nSaved as b'
 * Codec.printable('\u001b[2J\u202eevil') // => '\\u001b[2J\\u202eevil'
 * Codec.printable('größer, 더 크다') // => 'größer, 더 크다'
 *
 * @category text
 */
export const printable = (text: string): string => String(text).replace(UNPRINTABLE, escape)
