import { type AttributionMethod, settingsOf } from './method';
import { type LamPath, lamPath } from './lam-path';
import { alongPath, type PathRule, pathRules } from './path';

/** Settings of local attribution maps. */
export interface LamOptions {
  readonly path: LamPath;
  readonly sigma: number;
  readonly kernel: number;
  readonly steps: number;
  readonly rule: PathRule;
}

/**
 * Local attribution maps: which pixels of the input made the detail in a window of the output.
 */
export const lam: AttributionMethod<LamOptions> = {
  name: 'lam',
  title: 'Local attribution map',
  summary:
    'Which input pixels made the detail in a window of the output: gradients along a path from the blurred image to the image.',
  source:
    'Gu and Dong, Interpreting Super-Resolution Networks with Local Attribution Maps, CVPR 2021, as their code has it. Unlike it, flat places are not lost to NaN.',
  settings: {
    path: {
      default: 'blur',
      words: ['blur', 'linear', 'fading'],
      about: 'blur: ever less blurred; linear: mixed with the blurred image; fading: from black',
    },
    sigma: { default: 1.2, about: 'deviation of the Gaussian that blurs the baseline, in pixels' },
    kernel: { default: 9, about: "side of the Gaussian's window in pixels, odd" },
    steps: { default: 50, about: 'steps of the path' },
    rule: {
      default: 'published',
      words: pathRules,
      about: "how the integral is summed: published (each step's end) or trapezoid (complete to about 1 %)",
    },
  },
  gradients: true,
  attribute: async (network, image, target, options = {}) => {
    const { path, steps, rule, ...rest } = settingsOf(lam, options);
    const { memory, onProgress, signal } = options;
    return alongPath(network, image, target, lamPath(image, path, rest), {
      method: 'LAM',
      steps,
      rule,
      memory,
      onProgress,
      signal,
    });
  },
};
