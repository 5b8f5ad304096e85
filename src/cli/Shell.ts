/**
 * Quoting of arguments for a POSIX shell.
 */
import { printable } from '../tensor/Text.js'

/**
 * A text as one word of a POSIX shell: unchanged if it has no special characters, otherwise in quotes. Control characters are written as `$'…'`, which bash, zsh and ksh read.
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

/** The path of a file as one word of a shell; a leading hyphen is not read as an option. */
export const shellPath = (path: string): string => shellWord(path.startsWith('-') ? `./${path}` : path)
