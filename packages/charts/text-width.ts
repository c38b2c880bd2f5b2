/** Widths of the characters from space to `~` in Arimo (and Arial, Helvetica, Liberation Sans), thousandths of the font's size. */
const widths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
  500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
  556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
  278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/** Scripts whose letters fill a square, and pictures, which are wider. */
const square =
  /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\u{20000}-\u{3ffff}]/u;
const pictograph = /\p{Extended_Pictographic}/u;
const without = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;

/** How much wider than Arimo's the letters of a family may be. */
const families: readonly (readonly [RegExp, number])[] = [
  [/^\W*(arimo|arial|helvetica|liberation sans|nimbus sans)/i, 1],
  [/^\W*(times|nimbus roman|liberation serif|tinos|stix|cmr|computer modern)/i, 0.98],
];
const otherFamily = 1.2;
const monospaced = /mono|courier|consolas/i;

/**
 * The width of a line of text in the unit of `size`, without a browser: exact for Arimo's Latin letters and digits, otherwise an
 * estimate that errs on the wide side.
 */
export function textWidth(text: string, size: number, family = 'Arimo'): number {
  const factor = families.find(([pattern]) => pattern.test(family))?.[1] ?? otherFamily;
  let thousandths = 0;
  for (const letter of text) {
    if (without.test(letter)) continue;
    const own = letterWidth(letter);
    thousandths += monospaced.test(family) && own < 1000 ? 610 : own * factor;
  }
  return (thousandths * size) / 1000;
}

function letterWidth(letter: string): number {
  const code = letter.codePointAt(0)!;
  if (code >= 32 && code < 127) return widths[code - 32];
  if (pictograph.test(letter) && code > 0x2000) return 1400;
  if (square.test(letter)) return 1000;
  return /\p{Lu}/u.test(letter) ? 800 : 640;
}
