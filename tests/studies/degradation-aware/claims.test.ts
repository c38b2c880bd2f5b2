import { describe, expect, it } from 'vitest';
import {
  checkDegradationAware,
  levelGrid,
  levelName,
  type RestorationRow,
  type ToldMatrix,
} from '../../../src/studies/degradation-aware';

const names = {
  clean: 'c',
  best: 'l',
  taught: 't',
  untaught: 'u',
  blind: 'b',
  guided: 'g',
  unguided: 'n',
};
const count = 6;
const row = (network: string, version: string, value: number): RestorationRow => ({
  network,
  version,
  psnr: Array.from({ length: count }, (_, i) => 20 + i + value),
});
const versions = Array.from({ length: 8 }, (_, v) => `v${v}`);

/** Every wrong one costs `cost`; the first `foreign` true ones are served better by another. */
function matrix(cost: number, foreign: number): ToldMatrix {
  const psnr = versions.map((_, told) =>
    versions.map((__, truth) => {
      const better = truth < foreign && told === truth + 1;
      return Array.from({ length: count }, () => (told === truth ? 25 : better ? 25.01 : 25 - cost));
    }),
  );
  return { versions, psnr, own: psnr[0] };
}

/** Gains in dB, in the order of the claims; wrong ones cost `wrong`. */
function verdicts(given: {
  readonly blur: number;
  readonly clean: number;
  readonly told: number;
  readonly taught: number;
  readonly wrong: number;
  readonly foreign: number;
  readonly guidance: number;
}): string[] {
  const grid = levelGrid([0, 2.4], [0, 15]).map(({ name }) => name);
  return checkDegradationAware(
    {
      whole: [
        row('c', levelName({ blur: 2.4, noise: 0 }), 0),
        row('l', levelName({ blur: 2.4, noise: 0 }), given.blur),
        row('c', 'clean', 0),
        row('l', 'clean', given.clean),
      ],
      grid: grid.flatMap((version) => [
        row('t', version, 0),
        row('u', version, -given.taught),
        row('b', version, -given.told),
      ]),
      guidance: ['clean', 'blur2'].flatMap((version) => [
        row('g', version, given.guidance),
        row('n', version, 0),
      ]),
      told: matrix(given.wrong, given.foreign),
    },
    names,
  ).map(({ verdict }) => verdict);
}

describe('the claims of C2', () => {
  it('hold just above their thresholds', () => {
    expect(
      verdicts({
        blur: 1.01,
        clean: -0.49,
        told: 0.15,
        taught: 0.06,
        wrong: 0.6,
        foreign: 2,
        guidance: 0.04,
      }),
    ).toEqual(Array.from({ length: 7 }, () => 'holds'));
  });

  it('hold weakly below them', () => {
    expect(
      verdicts({
        blur: 0.99,
        clean: -0.51,
        told: 0.09,
        taught: 0.04,
        wrong: 0.4,
        foreign: 3,
        guidance: 0.01,
      }),
    ).toEqual(Array.from({ length: 7 }, () => 'holds weakly'));
  });

  it('do not hold below the weaker ones', () => {
    expect(
      verdicts({
        blur: 0.49,
        clean: -1.01,
        told: -0.01,
        taught: -0.01,
        wrong: 0.05,
        foreign: 4,
        guidance: 0.05,
      }),
    ).toEqual(Array.from({ length: 7 }, () => 'does not hold'));
  });
});
