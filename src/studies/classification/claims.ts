import type { LayerAnalysis } from '../../analysis/analyse';
import type { Contrast } from '../../analysis/contrast';
import { type Spread, wilsonInterval } from '../../metrics/spread';
import { checkClaim, type CheckedClaim, type Claim, type Verdict } from '@ddr-lab/book/claims/claim';
import { checkMeasured, times, verdictBetween, within } from '../../claims/check';

const accurate: Claim = {
  id: '4.2-classifier-accuracy',
  section: 'Sec. 4.2',
  text: 'ResNet18, trained on CIFAR-10, classifies its test images well.',
  paper: '92.86 %',
  threshold: 'accuracy is at least 90 %',
  reason:
    'the comparison wants a network that knows its classes; ten classes give 10 % by chance. Weakly from 50 %, five times that.',
};

const byClass: Claim = {
  id: '4.2-classifier-by-class',
  section: 'Sec. 4.2, Fig. 4',
  text: 'The deep features of a classifier cluster by class.',
  paper: 'clear clusters',
  threshold: 'CHI by class at the last block is over 100',
  reason:
    'points that merely overlap have a CHI near 1, from 100 on one sees separate groups. Weakly from 20.',
};

const deeper: Claim = {
  id: '4.2-classes-with-depth',
  section: 'Sec. 4.2, Fig. 4',
  text: 'The deeper the layer of a classifier, the better its features tell classes.',
  paper: 'more discriminative with depth',
  threshold:
    'CHI by class at the last block is at least 5 times that at the first stage, and the largest of all',
  reason: 'far beyond the spread over t-SNE runs, which is below a factor of 2. Weakly from 2 times.',
};

const classOutweighs: Claim = {
  id: '4.2-classifier-class-over-degradation',
  section: 'Sec. 4.2, Fig. 5',
  text: 'To a classifier, content outweighs degradation: the same points cluster by class.',
  paper: 'by class',
  threshold: 'CHI by class is at least 3 times CHI by degradation (clean, blur1, noise10)',
  reason: 'CHI of either varies by less than a factor of 2 over t-SNE runs. Weakly from 1.',
};

const degradationOutweighs: Claim = {
  id: '4.2-sr-degradation-over-class',
  section: 'Sec. 4.2, Fig. 5',
  text: 'To SRResNet with global residual, degradation outweighs content: the same points cluster by degradation.',
  paper: 'by degradation',
  threshold: 'CHI by degradation is at least 3 times CHI by class (clean, blur1, noise10)',
  reason: 'CHI of either varies by less than a factor of 2 over t-SNE runs. Weakly from 1.',
};

const ganOutweighs: Claim = {
  ...degradationOutweighs,
  id: '4.2-srgan-degradation-over-class',
  text: 'To SRGAN with global residual, too, degradation outweighs content.',
};

/** What the checks of Sec. 4.2 look at. */
export interface ClassificationResults {
  /** Share of CIFAR-10's test images that the classifier gets right, in [0, 1]; left out where it was not trained on these. */
  readonly accuracy?: number;
  /** How many test images that is of; with it, the claim has Wilson's interval. */
  readonly accuracyImages?: number;
  /** The classifier's layers analysed by class (`setsByClass`), from its first stage to its last block. */
  readonly layers: readonly LayerAnalysis[];
  /** Each network's contrast under the default degradations. */
  readonly classifier: Contrast;
  readonly superResolution: Contrast;
  readonly gan?: Contrast;
}

/** The claims of Sec. 4.2: what classification and SR networks tell apart. */
export function checkClassification(results: ClassificationResults): CheckedClaim[] {
  const { accuracy, accuracyImages, layers, classifier, superResolution, gan } = results;
  const chis = layers.map(({ chi }) => chi);
  const outweighs = (claim: Claim, over: Spread, under: Spread): CheckedClaim =>
    checkMeasured(claim, {
      of: [over, under],
      statistic: ([a, b]) => a / b,
      verdict: (ratio) => verdictBetween(ratio, 3, 1),
      ours: times,
    });
  return [
    ...(accuracy === undefined ? [] : [checkAccuracy(accuracy, accuracyImages)]),
    checkMeasured(byClass, { of: chis.slice(-1), verdict: (last) => verdictBetween(last, 100, 20) }),
    checkMeasured(deeper, {
      of: chis,
      statistic: (values) => values[values.length - 1] / values[0],
      verdict: (growth, values) =>
        values[values.length - 1] < Math.max(...values) && growth >= 5
          ? 'holds weakly'
          : verdictBetween(growth, 5, 2),
      ours: times,
    }),
    outweighs(classOutweighs, classifier.byClass, classifier.byDegradation),
    outweighs(degradationOutweighs, superResolution.byDegradation, superResolution.byClass),
    ...(gan ? [outweighs(ganOutweighs, gan.byDegradation, gan.byClass)] : []),
  ];
}

function checkAccuracy(accuracy: number, images?: number): CheckedClaim {
  const verdict = (share: number): Verdict => verdictBetween(share, 0.9, 0.5);
  const range = images === undefined ? undefined : wilsonInterval(accuracy, images);
  const unit = (share: number): number => 100 * share;
  return checkClaim(
    accurate,
    `${unit(accuracy).toFixed(2)} %`,
    verdict(accuracy),
    within(range, verdict, { unit }),
  );
}
