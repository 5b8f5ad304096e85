/** Bytes as hexadecimal digits, two per byte. */
export const hex = (bytes: Iterable<number>, separator = ' '): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(separator)
