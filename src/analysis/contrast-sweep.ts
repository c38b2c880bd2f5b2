import { InputError } from '../errors';
import { parsePreset } from '../degradations/presets';
import type { Spread } from '../metrics/spread';
import type { Tappable } from '../networks/tappable';
import { contrast, type ContrastOptions } from './contrast';
import type { LabelledImages } from './labelled-images';

/** The contrast between clean images and the same under one degradation of one strength. */
export interface ContrastSweepRow {
  readonly preset: string;
  /** The preset's word, `blur`, and its number. */
  readonly kind: string;
  readonly strength: number;
  /** CHI by class and by degradation, of the same points. */
  readonly byClass: Spread;
  readonly byDegradation: Spread;
}

/**
 * The contrast along the strength of degradations: one map for each preset, of the clean images together with those that
 * it has degraded. Where CHI by class falls, the degradation has erased the content.
 *
 * @throws InputError for a preset that is not one degradation with a number.
 */
export async function contrastSweep(
  network: Tappable,
  labelled: LabelledImages,
  presets: readonly string[],
  options: Omit<ContrastOptions, 'degradations'> = {},
): Promise<ContrastSweepRow[]> {
  const steps = presets.map((preset) => {
    const { links } = parsePreset(preset);
    if (links.length !== 1 || Number.isNaN(links[0].number)) {
      throw new InputError(`${preset}: a sweep takes single degradations with a strength, such as blur2.`);
    }
    return { preset, kind: links[0].kind.word, strength: links[0].number };
  });
  const rows: ContrastSweepRow[] = [];
  for (const [index, step] of steps.entries()) {
    const { byClass, byDegradation } = await contrast(network, labelled, {
      ...options,
      degradations: ['clean', step.preset],
      onProgress: ({ done, total }) =>
        options.onProgress?.({ done: index + done / total, total: steps.length, note: step.preset }),
    });
    rows.push({ ...step, byClass, byDegradation });
  }
  return rows;
}
