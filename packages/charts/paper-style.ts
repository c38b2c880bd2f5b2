import { InputError } from '@ddr-lab/base/errors';

/** How a paper wants its figures. What is left out is taken from `like`. */
export interface PaperStyle {
  /** The venue that says what is left out; default `cvpr`. */
  readonly like?: PaperStyleName;
  /** Width of one column, millimetres, 30 to 500. */
  readonly column?: number;
  /** Width of the text across all columns, millimetres, 30 to 1000; at least the column's. */
  readonly text?: number;
  /** The largest height of a figure, millimetres, 30 to 2000. */
  readonly height?: number;
  /** A CSS font family, as in `FigureFont`. */
  readonly family?: string;
  /** Points of titles and legends, 4 to 48; notes and ticks are one point smaller, down to 5. */
  readonly size?: number;
  /** Whether a figure's `heading` (and the title of plain Plotly layouts) is drawn; a paper has captions. */
  readonly title?: boolean;
}

/** A style with nothing left out. */
export type WholeStyle = Required<Omit<PaperStyle, 'like' | 'family'>> & Pick<PaperStyle, 'family'>;

/**
 * Column widths, letters and heights by venue. The font of all is Arimo, which has the widths of Arial and Helvetica: each of the
 * venues accepts these in figures.
 *
 * - `cvpr`: text of 6 7/8 x 8 7/8 in, 5/16 in between two columns, which leaves (6.875 - 0.3125) / 2 = 3.281 in = 83.3 mm a column
 *   (`\columnwidth`; the words of the kit round it to 3 1/4 in). Words in figures: Helvetica of 9 points (CVPR author kit,
 *   "Formatting your paper" and "Type style and fonts").
 * - `ieee`: 88.9 mm (3.5 in, 21 picas) and 182 mm (7.16 in, 43 picas): IEEE Author Center, "Size requirements for graphics". Labels
 *   of 8 to 10 points; Times New Roman, Helvetica, Arial, Cambria or Symbol; 216 mm high at most (IEEE's template for Transactions).
 * - `nature`: 89 and 183 mm, 170 mm high at most, Arial or Helvetica of 5 to 7 points: Nature research figure guide, "Building and
 *   exporting figure panels".
 */
export const paperStyles = {
  cvpr: { column: 83.34, text: 174.6, height: 225.4, size: 9, title: false },
  ieee: { column: 88.9, text: 182, height: 216, size: 9, title: false },
  nature: { column: 89, text: 183, height: 170, size: 7, title: false },
} as const satisfies Record<string, WholeStyle>;

/** A venue whose style is known. */
export type PaperStyleName = keyof typeof paperStyles;

/** A venue by its name, or a style of one's own. */
export type PaperStyleOption = PaperStyleName | PaperStyle;

const bounds = { column: [30, 500], text: [30, 1000], height: [30, 2000], size: [4, 48] } as const;

/**
 * A style by its name, or one's own with what it leaves out filled in.
 *
 * @throws InputError naming what is no venue, no field or no length.
 */
export function wholeStyle(style: PaperStyleOption): WholeStyle {
  if (typeof style === 'string') return venue(style);
  if (typeof style !== 'object' || style === null || Array.isArray(style)) {
    throw new InputError(`A style is ${venues()}, or an object such as { column: 85 }, not ${said(style)}.`);
  }
  const { like = 'cvpr', ...own } = style;
  const known = ['column', 'text', 'height', 'family', 'size', 'title'];
  const odd = Object.keys(own).find((key) => !known.includes(key));
  if (odd !== undefined) {
    throw new InputError(`A style has no ${said(odd)}; it has like, ${known.join(', ')}.`);
  }
  for (const [key, [low, high]] of Object.entries(bounds)) {
    const value = own[key as keyof typeof bounds];
    if (value === undefined || (typeof value === 'number' && value >= low && value <= high)) continue;
    const unit = key === 'size' ? 'points' : 'millimetres';
    throw new InputError(
      `A style's ${key} is a number of ${unit} from ${low} to ${high}, not ${said(value)}.`,
    );
  }
  if (own.family !== undefined && typeof own.family !== 'string') {
    throw new InputError(`A style's family is the name of a font, not ${said(own.family)}.`);
  }
  if (own.title !== undefined && typeof own.title !== 'boolean') {
    throw new InputError(`A style's title is true or false, not ${said(own.title)}.`);
  }
  const based = venue(like);
  // A column of one's own that is wider than the venue's text has no other column beside it.
  const text = own.text ?? Math.max(based.text, own.column ?? 0);
  const whole = { ...based, ...defined(own), text };
  if (whole.text < whole.column) {
    throw new InputError(
      `A style's text (${whole.text} mm) is at least as wide as its column (${whole.column} mm).`,
    );
  }
  return whole;
}

/** Whether a word is the name of a venue. */
export function isPaperStyleName(word: string): word is PaperStyleName {
  return Object.hasOwn(paperStyles, word);
}

function venue(name: string): WholeStyle {
  if (isPaperStyleName(name)) return paperStyles[name];
  throw new InputError(
    `There is no style ${said(name)}; there is ${venues()}, and { column: ..., text: ... }.`,
  );
}

const venues = (): string => Object.keys(paperStyles).join(', ');
const said = (value: unknown): string => JSON.stringify(value) ?? String(value);
const defined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
