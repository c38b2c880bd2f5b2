import { InputError } from '@ddr-lab/base/errors';
import { type AnyDegradation, degradationNames, parsePreset } from '../../degradations/presets';
import { isOwnDegradation } from '../../degradations/own-degradation';
import type { Spread } from '../../metrics/spread';
import type { Tappable } from '../../networks/tappable';
import { contrast, type ContrastOptions } from '../../analysis/contrast';
import type { LabelledImages } from '../../analysis/labelled-images';

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
 * @param presets single presets, or `{ name, apply }` with a name that ends in its strength: `haze30`.
 * @throws InputError for one that is not one degradation with a number.
 */
export async function contrastSweep(
  network: Tappable,
  labelled: LabelledImages,
  presets: readonly AnyDegradation[],
  options: Omit<ContrastOptions, 'degradations'> = {},
): Promise<ContrastSweepRow[]> {
  const steps = presets.map(stepOf);
  const rows: ContrastSweepRow[] = [];
  for (const [index, step] of steps.entries()) {
    const { byClass, byDegradation } = await contrast(network, labelled, {
      ...options,
      degradations: ['clean', step.degradation],
      onProgress: ({ done, total }) =>
        options.onProgress?.({ done: index + done / total, total: steps.length, note: step.preset }),
    });
    const { preset, kind, strength } = step;
    rows.push({ preset, kind, strength, byClass, byDegradation });
  }
  return rows;
}

interface Step extends Pick<ContrastSweepRow, 'preset' | 'kind' | 'strength'> {
  readonly degradation: AnyDegradation;
}

/** A word and its number: of a preset, or of the name of one's own degradation. */
function stepOf(degradation: AnyDegradation): Step {
  const [preset] = degradationNames([degradation]);
  if (isOwnDegradation(degradation)) {
    const [, kind, number] = /^(.*?)(\d*\.?\d+)$/.exec(preset) ?? [];
    if (number !== undefined) return { degradation, preset, kind, strength: Number(number) };
  } else {
    const { links } = typeof degradation === 'string' ? parsePreset(degradation) : degradation;
    const [{ kind, number }] = links;
    if (links.length === 1 && !Number.isNaN(number)) {
      return { degradation, preset, kind: kind.word, strength: number };
    }
  }
  throw new InputError(`${preset}: a sweep takes single degradations with a strength, such as blur2.`);
}
