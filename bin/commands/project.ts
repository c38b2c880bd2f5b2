import type { Command } from 'commander';
import { Option } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import { progressBar } from '../progress-bar';

interface ProjectWords {
  method: 'pca' | 'tsne';
  components?: number;
  perplexity?: number;
  seed?: number;
  iterations?: number;
  init?: 'random' | 'pca';
  learningRate?: number | 'auto';
  engine?: string;
}

/** The engines of each method, the default first. */
const engines = { pca: ['gram', 'ml-pca'], tsne: ['exact', 'tsne-js'] } as const;

export function addProject(program: Command): void {
  program
    .command('project')
    .description('Project the rows of a matrix to fewer dimensions, by PCA or t-SNE.')
    .argument(
      '<in.npy>',
      'NumPy array, float32 or float64, one row a point; all axes but the first are flattened to columns',
    )
    .argument('<out.npy>', 'where the points go: float64, rows x components')
    .addOption(
      new Option('--method <method>', 'how to project').choices(['pca', 'tsne']).makeOptionMandatory(),
    )
    .option(
      '--components <n>',
      'PCA: components kept (default: 50, or as many as there are); t-SNE: dimensions of the map (default: 2)',
      wholeNumber('--components', 1),
    )
    .option(
      '--perplexity <p>',
      't-SNE: effective number of neighbours, less than the rows (default: 30)',
      aboveZero('--perplexity'),
    )
    .option(
      '--seed <n>',
      't-SNE: seed of the random start, a whole number (default: 0)',
      wholeNumber('--seed'),
    )
    .option(
      '--iterations <n>',
      't-SNE: iterations (default: 1000, the first 250 exaggerated)',
      wholeNumber('--iterations', 1),
    )
    .addOption(
      new Option('--init <start>', 't-SNE: where the points start (default: random)').choices([
        'random',
        'pca',
      ]),
    )
    .option(
      '--learning-rate <rate>',
      't-SNE: learning rate, or "auto" for max(rows / 48, 50) (default: 200)',
      (text: string) => (text === 'auto' ? 'auto' : aboveZero('--learning-rate')(text)),
    )
    .option('--engine <engine>', 'PCA: gram (default) or ml-pca; t-SNE: exact (default) or tsne-js')
    .addHelpText(
      'after',
      `
PCA has nothing random and takes no notice of the options of t-SNE.
Prints one line: the variance that the components explain, or the Kullback-Leibler divergence of the map.

Example, the paper's two steps:
  ddr project --method pca --components 50 features.npy reduced.npy
  ddr project --method tsne --perplexity 30 --seed 1 reduced.npy points.npy`,
    )
    .action(project);
}

async function project(input: string, output: string, words: ProjectWords): Promise<void> {
  const { method, components } = words;
  const known: readonly string[] = engines[method];
  const engine = words.engine ?? known[0];
  if (!known.includes(engine)) {
    throw new InputError(`--engine ${engine}: ${method} has the engines ${known.join(' and ')}.`);
  }
  const { readNpy, writeNpy } = await import('@ddr-lab/base/arrays/npy');
  const { asMatrix } = await import('@ddr-lab/base/arrays/matrix');
  const X = asMatrix(await readNpy(input), input);
  try {
    if (method === 'pca') {
      const { pcaScores } = await import('@ddr-lab/projection/pca/pca');
      const { scores, explainedVarianceRatio } = pcaScores(X, {
        components,
        engine: engine as 'gram' | 'ml-pca',
      });
      await writeNpy(output, scores);
      const explained = explainedVarianceRatio.reduce((sum, share) => sum + share, 0);
      process.stdout.write(
        `PCA: ${X.rows} x ${X.columns} to ${scores.columns} components, ${(100 * explained).toFixed(2)}% of the variance\n`,
      );
      return;
    }
    const { tsne } = await import('@ddr-lab/projection/tsne');
    const bar = progressBar('t-SNE');
    const { perplexity, seed, iterations, init, learningRate } = words;
    const result = await tsne(X, {
      dims: components,
      perplexity,
      seed,
      iterations,
      init,
      learningRate,
      engine: engine as 'exact' | 'tsne-js',
      onProgress: bar,
    }).finally(() => bar.end());
    await writeNpy(output, result.points);
    process.stdout.write(
      `t-SNE: ${X.rows} x ${X.columns} to ${result.points.columns} dimensions, KL divergence ${result.kl.toFixed(6)} after ${result.iterations} iterations\n`,
    );
  } catch (error) {
    // The work knows its matrix, not which file it came from.
    if (error instanceof InputError && !error.message.includes(output)) {
      throw new InputError(`${input}: ${error.message}`);
    }
    throw error;
  }
}

function wholeNumber(option: string, least = -Infinity): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
    throw new InputError(
      `${option} ${text}: give a whole number${least > -Infinity ? ` of at least ${least}` : ''}.`,
    );
  };
}

function aboveZero(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value > 0 && value < Infinity) return value;
    throw new InputError(`${option} ${text}: give a number above 0.`);
  };
}
