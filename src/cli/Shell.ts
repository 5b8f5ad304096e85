/**
 * Words of a command line, as they have to be typed.
 */
import { printable } from '../tensor/Text.js'

/**
 * A text as one word of a POSIX shell: as it is, where no letter of it means anything there, else between quotes. Controls are written as `$'…'` writes them, which bash, zsh and ksh read.
 *
 * @example
 * shellWord('model.safetensors') // => 'model.safetensors'
 * shellWord("Ann's model") // => `'Ann'\\''s model'`
 * shellWord('a\nb') // => "$'a\\nb'"
 */
export const shellWord = (text: string): string =>
  printable(text) !== text
    ? `$'${printable(text.replace(/[\\']/g, '\\$&'))}'`
    : /^[\w@%+=:,./][\w@%+=:,./-]*$/.test(text)
      ? text
      : `'${text.replace(/'/g, `'\\''`)}'`

/** The path of a file as a word that no program takes for an option. */
export const shellPath = (path: string): string => shellWord(path.startsWith('-') ? `./${path}` : path)
