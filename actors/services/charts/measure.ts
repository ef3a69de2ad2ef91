/** How wide a line of text is, in pixels. */
export type Measure = (text: string, size: number, isBold: boolean) => number;

const FIRST = 0x20;

/**
 * Widths of the printable ASCII characters of DejaVu Sans in hundredths of its size, from the space on.
 * Verdana was drawn to the same measures: with the two, nearly every machine has one that fits.
 */
const WIDTHS = [
  32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
  64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79,
  60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63,
  63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
];

/** As wide as a letter of Chinese, which is the widest that names are written in. */
const OTHER = 100;

const BOLD = 1.12;

/** The fonts that {@link measureByTable} is right for. */
export const FONTS = 'Verdana, "DejaVu Sans", "Bitstream Vera Sans", Geneva, sans-serif';

/** Where there is nothing to ask: a picture that is made here and looked at elsewhere. */
export const measureByTable: Measure = (text, size, isBold) => {
  let hundredths = 0;
  for (const letter of text) {
    hundredths += WIDTHS[(letter.codePointAt(0) as number) - FIRST] ?? OTHER;
  }
  return (hundredths / 100) * size * (isBold ? BOLD : 1);
};
