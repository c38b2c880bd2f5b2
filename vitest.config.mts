import { defineConfig } from 'vitest/config';

/**
 * Folders whose files share a process: loading the library again for each takes longer than most of them. They compute on
 * the backend that `useBackend` chooses and leave the process as they found it (tests/leave-as-found.ts checks that).
 */
const together = [
  'analysis',
  'arrays',
  'attribution',
  'baselines',
  'benchmarks',
  'cache',
  'cards',
  'charts',
  'claims',
  'degradations',
  'docs',
  'estimation',
  'features',
  'files',
  'images',
  'methods',
  'metrics',
  'networks',
  'notebook',
  'projection',
  'reports',
  'studies',
  'training',
];

/** Files of other folders that are as those; what stands after `!` starts programs, or sets what is read once a process. */
const alike = [
  'tests/backend/onnxruntime/!(simd-module|threads).test.ts',
  'tests/backend/onnxruntime/*/**/*.test.ts',
  'tests/bin/{for-terminal,layers,network-flags,progress-bar,table,tap,train-list}.test.ts',
  'tests/runner/{durations,jobs,notebook-file,select,terminal,tidy,watch}.test.ts',
  'tests/runner/book/!(browser).test.ts',
  'tests/runner/claims/*.test.ts',
];

/** Those of all these that start programs, bound their memory, or take much of it; or that set what is read once a process. */
const apart = [
  'tests/{attribution,cache,estimation}/command.test.ts',
  'tests/benchmarks/worker-process.test.ts',
  'tests/cache/cache.test.ts',
  'tests/charts/{export,chromium,chromium-dies,figures-command,final-look,layout}.test.ts',
  'tests/docs/{docstrings,how-to}.test.ts',
  'tests/images/hostile.test.ts',
  'tests/images/fetch/*.test.ts',
  'tests/networks/import/{*hostile*,apart,families,tfjs-graphs}.test.ts',
  'tests/notebook/{claims,computing,figure,table-latex}.test.ts',
  'tests/projection/tsne/kernels.test.ts',
  'tests/reports/write-analysis.test.ts',
  'tests/training/{compiled,lock-folder,train}.test.ts',
  'tests/baselines/{command,bm3d/published}.test.ts',
];

const shared = {
  // Tests compute; those of the cache name a folder of their own.
  // Files run beside each other, each on a core: more threads would wait for each other, and busily.
  env: { DDR_CACHE: 'off', DDR_THREADS: process.env.DDR_THREADS ?? '1' },
  // Against hanging alone: no verdict depends on how fast a machine is, or how busy.
  testTimeout: 1_200_000,
  hookTimeout: 1_200_000,
};

export default defineConfig({
  test: {
    globalSetup: 'tests/own-temporary-folder.ts',
    projects: [
      {
        test: {
          ...shared,
          name: 'together',
          // Two cores: more workers only make them wait for each other. After those apart, with which they share no workers.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          include: [`tests/{${together.join(',')}}/**/*.test.ts`, ...alike],
          exclude: apart,
          isolate: false,
          setupFiles: ['tests/property-seed.ts', 'tests/leave-as-found.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'apart',
          // These wait for programs, kernels and browsers, and two of them leave cores idle.
          maxWorkers: 3,
          include: ['tests/*.test.ts', `tests/!(${together.join('|')})/**/*.test.ts`, ...apart],
          exclude: alike,
          setupFiles: ['tests/property-seed.ts'],
        },
      },
    ],
  },
});
