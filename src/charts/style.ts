import { readFileSync } from 'node:fs';
import { InputError } from '@ddr-lab/base/errors';
import type { Figure, PlainFigure } from '@ddr-lab/charts/figure';
import {
  isPaperStyleName,
  type PaperStyle,
  type PaperStyleOption,
  paperStyles,
  wholeStyle,
} from '@ddr-lab/charts/paper-style';

/**
 * A paper's style from a word: the name of a venue, or a JSON file with a style of one's own (`{"like": "ieee", "size": 8}`).
 *
 * @throws InputError where there is neither, naming the file where it is no style.
 */
export function styleFrom(word: string): PaperStyleOption {
  if (isPaperStyleName(word)) return word;
  if (!/\.json$/i.test(word)) {
    throw new InputError(
      `There is no style ${word}; there is ${Object.keys(paperStyles).join(', ')}, or a JSON file with one of your own.`,
    );
  }
  try {
    const style = JSON.parse(readFileSync(word, 'utf8')) as PaperStyle;
    wholeStyle(style);
    return style;
  } catch (error) {
    throw new InputError(`${word}: ${(error as Error).message}`);
  }
}

/**
 * The style that all figures follow where they say nothing themselves: DDR_STYLE's, a venue or a JSON file.
 *
 * @throws InputError where it is neither.
 */
export function defaultStyle(): PaperStyleOption | undefined {
  const word = process.env.DDR_STYLE;
  if (!word) return undefined;
  try {
    return styleFrom(word);
  } catch (error) {
    throw new InputError(`DDR_STYLE: ${(error as Error).message}`);
  }
}

/** The figure in a style, where it has none itself. */
export function inStyle<Made extends Figure | PlainFigure>(
  figure: Made,
  style: PaperStyleOption | undefined = defaultStyle(),
): Made {
  return style === undefined || figure.style !== undefined ? figure : { ...figure, style };
}
