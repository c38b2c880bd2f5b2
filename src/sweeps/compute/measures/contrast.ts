import type { ImageSet } from '@ddr-lab/images/image-set';
import { layerContrasts } from '../../../analysis/contrast';
import { labelledImages } from '../../../analysis/labelled-images';
import { lastBlock } from '../../../analysis/layers';
import type { MeasureUnitBy } from '../context';
import { row } from '../row';

/** How many classes are told apart: the first ones. */
const CLASSES = 3;
/** Of fewer images a class, a map says nothing. */
const LEAST = 5;

/** How many images of each of the first classes a set has; 0 where it has no classes, or too few images of one. */
export function imagesPerClass({ classes }: Pick<ImageSet, 'classes'>): number {
  if (!classes || classes.names.length < CLASSES) return 0;
  const counts = Array.from({ length: CLASSES }, (_, k) => classes.ofImage.filter((own) => own === k).length);
  const least = Math.min(100, ...counts);
  return least < LEAST ? 0 : least;
}

/** CHI of one map by class and by degradation, at the last block: does the network sort by what images show, or by how they are degraded? */
export const measureContrast: MeasureUnitBy = async ({ unit, opened, set, tsne, signal, onProgress }) => {
  const labelled = await labelledImages(set, { classes: CLASSES, perClass: imagesPerClass(set) });
  const layer = lastBlock(opened.network);
  const [{ runs, byClass, byDegradation }] = await layerContrasts(opened.network, labelled, {
    layers: [layer],
    degradations: unit.degradations,
    runs: unit.seeds.count,
    seed: unit.seeds.first,
    tsne,
    signal,
    onProgress,
  });
  const rows = runs.flatMap((_, run) => {
    const seed = unit.seeds.first + run;
    return [
      row('CHI by class', byClass.values[run], { layer, seed }),
      row('CHI by degradation', byDegradation.values[run], { layer, seed }),
    ];
  });
  return { rows, notes: [] };
};
