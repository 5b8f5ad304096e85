/**
 * Text from outside, where it becomes part of a message.
 */
/** As JSON writes characters: `\n`, `\u001b`, two for one beyond 16 bits. */
const escape = (character: string): string =>
  /^[\b\t\n\f\r]$/.test(character)
    ? JSON.stringify(character).slice(1, -1)
    : Array.from(
        { length: character.length },
        (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
      ).join('')

/** What would break a line, move the cursor of a terminal, turn the direction of writing, or not be seen: controls, separators of lines, formats but for those that join letters, halves of characters. */
const UNPRINTABLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * Writes text from outside so that it is read and does nothing else: controls, separators of lines, invisible characters, marks that turn the direction of writing, and halves of characters become what JSON
 * writes for them. The result is one line; JSON stays the same JSON; a second time changes nothing.
 *
 * @example
 * Codec.printable('up\nSaved as b') // => 'up\\nSaved as b'
 * Codec.printable('\u001b[2J\u202eevil') // => '\\u001b[2J\\u202eevil'
 * Codec.printable('größer, 더 크다') // => 'größer, 더 크다'
 *
 * @category text
 */
export const printable = (text: string): string => String(text).replace(UNPRINTABLE, escape)
