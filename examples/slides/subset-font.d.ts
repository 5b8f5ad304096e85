declare module 'subset-font' {
  /** A font with the glyphs of a text only. */
  export default function subsetFont(
    font: Buffer,
    text: string,
    options?: { readonly targetFormat?: 'woff2'; readonly variationAxes?: Readonly<Record<string, number>> },
  ): Promise<Buffer>
}
