import type { OnProgress } from '@ddr-lab/base/progress';
import { overSnapshots, type Snapshot } from '../../analysis/evolution';
import { errorRows, mean, rowOf } from './errors';
import type { WeatherPatches } from './weathers';

/** Errors of a network at one moment of its training. */
export interface CourseRow {
  readonly iteration: number;
  /** E_R, mean over the images, by weather. */
  readonly rain: Readonly<Record<string, number>>;
  /** E_B. */
  readonly background: Readonly<Record<string, number>>;
}

/** Errors along a training, under each weather. */
export function courseRows(
  moments: readonly Snapshot[],
  patches: WeatherPatches,
  { onProgress }: { readonly onProgress?: OnProgress } = {},
): Promise<CourseRow[]> {
  const names = patches.weathers.map(({ name }) => name);
  return overSnapshots(
    moments,
    async (network, { iteration }): Promise<CourseRow> => {
      const rows = await errorRows('', network, patches);
      const of = (what: 'rain' | 'background'): Record<string, number> =>
        Object.fromEntries(names.map((name) => [name, mean(rowOf(rows, '', name)[what])]));
      return { iteration, rain: of('rain'), background: of('background') };
    },
    { onProgress },
  );
}
