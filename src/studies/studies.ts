import { applications } from './applications/study';
import { cameras } from './cameras/study';
import { classification } from './classification/study';
import { degradationAware } from './degradation-aware/study';
import { degrees } from './degrees/study';
import { depth } from './depth/study';
import { deraining } from './deraining/study';
import { discriminativeFilters } from './discriminative-filters/study';
import { evolution } from './evolution/study';
import { featureMaps } from './feature-maps/study';
import { generalisationIndex } from './generalisation-index/study';
import { learningToDegrade } from './learning-to-degrade/study';
import { localAttribution } from './local-attribution/study';
import { motivation } from './motivation/study';
import { reductions } from './reductions/study';
import { residual } from './residual/study';
import { structure } from './structure/study';
import { sweeps } from './sweeps/study';
import { taughtRepresentations } from './taught-representations/study';
import { thirdParty } from './third-party/study';
import { unpairedSuperResolution } from './unpaired-super-resolution/study';
import { videoAlignment } from './video-alignment/study';
import type { Study } from './study';

/** Every study, in the order of its notebook: one is one line here. */
export const studies: readonly Study[] = [
  motivation,
  classification,
  residual,
  evolution,
  applications,
  cameras,
  depth,
  degrees,
  structure,
  reductions,
  featureMaps,
  thirdParty,
  localAttribution,
  discriminativeFilters,
  generalisationIndex,
  taughtRepresentations,
  degradationAware,
  learningToDegrade,
  unpairedSuperResolution,
  deraining,
  videoAlignment,
  sweeps,
];

/** The notebook of a study by its name; any other word as it is. */
export function notebookOf(word: string): string {
  return studies.find(({ name }) => name === word)?.notebook ?? word;
}
