import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';

export function addScore(program: Command): void {
  program
    .command('score')
    .description('Score how well labels separate points: WD, BD and CHI, as in the tables of the paper.')
    .argument('<points.npy>', 'NumPy array, float32 or float64, one row a point')
    .requiredOption('--labels <labels.json>', 'JSON array with one label a point, numbers or strings')
    .addHelpText(
      'after',
      `
Prints one line of JSON:
  wd   within-cluster dispersion: squared distances to the centre of the cluster, summed
  bd   between-cluster dispersion: squared distances of the centres to the centre of all, times the cluster's points
  chi  Calinski-Harabasz index, (bd / wd) (n - k) / (k - 1): larger is better separated
  n, k how many points and clusters

Example:
  ddr score --labels labels.json points.npy`,
    )
    .action(async (file: string, { labels: labelsFile }: { labels: string }) => {
      const { readNpy } = await import('@ddr-lab/base/arrays/npy');
      const { asMatrix } = await import('@ddr-lab/base/arrays/matrix');
      const { clusterScores } = await import('../../src/metrics/clusters');
      const points = asMatrix(await readNpy(file), file);
      const labels = await readLabels(labelsFile);
      try {
        const { wd, bd, chi } = clusterScores(points, labels);
        const scores = { wd, bd, chi, n: points.rows, k: new Set(labels).size };
        process.stdout.write(`${JSON.stringify(scores)}\n`);
      } catch (error) {
        throw error instanceof InputError
          ? new InputError(`${file}, ${labelsFile}: ${error.message}`)
          : error;
      }
    });
}

async function readLabels(file: string): Promise<(number | string)[]> {
  let labels: unknown;
  try {
    labels = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new InputError(
      error instanceof SyntaxError
        ? `${file} is not JSON (${error.message}). Write an array with one label a point, such as [0, 0, 1].`
        : `${file}: cannot be read (${(error as Error).message}).`,
    );
  }
  const isLabel = (label: unknown): label is number | string =>
    typeof label === 'string' || typeof label === 'number';
  if (!Array.isArray(labels) || !labels.every(isLabel)) {
    throw new InputError(
      `${file} must be an array of numbers or strings, one a point, such as ["clean", "blur4"].`,
    );
  }
  return labels;
}
