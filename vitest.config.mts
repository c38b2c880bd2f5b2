import { defineConfig } from 'vitest/config';

/**
 * Folders whose files share a process: loading the library again for each takes longer than most of them. They compute on
 * the backend that `useBackend` chooses and leave the process as they found it (tests/leave-as-found.ts checks that).
 */
const together = [
  'analysis',
  'arrays',
  'charts',
  'claims',
  'degradations',
  'features',
  'files',
  'images',
  'metrics',
  'networks',
  'projection',
  'baselines',
  'studies',
];

/** Files of these folders that start programs, bound their memory, or take much of it. */
const apart = [
  'tests/charts/{export,chromium,chromium-dies,figures-command,final-look,layout}.test.ts',
  'tests/images/hostile.test.ts',
  'tests/images/fetch/*.test.ts',
  'tests/networks/import/{*hostile*,apart,families,tfjs-graphs}.test.ts',
  'tests/projection/tsne/kernels.test.ts',
  'tests/backend/onnxruntime/{simd-module,threads}.test.ts',
  'tests/baselines/{command,bm3d/published}.test.ts',
];

const shared = {
  // Tests compute; those of the cache name a folder of their own.
  env: { DDR_CACHE: 'off' },
  // Against hanging alone: no verdict depends on how fast a machine is, or how busy.
  testTimeout: 1_200_000,
  hookTimeout: 1_200_000,
};

export default defineConfig({
  test: {
    globalSetup: 'tests/own-temporary-folder.ts',
    // Two cores: more workers only make them wait for each other.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: 'together',
          include: [`tests/{${together.join(',')}}/**/*.test.ts`, 'tests/backend/onnxruntime/**/*.test.ts'],
          exclude: apart,
          isolate: false,
          setupFiles: ['tests/property-seed.ts', 'tests/leave-as-found.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'apart',
          include: ['tests/*.test.ts', `tests/!(${together.join('|')})/**/*.test.ts`, ...apart],
          exclude: [
            'tests/backend/onnxruntime/!(simd-module|threads).test.ts',
            'tests/backend/onnxruntime/*/**',
          ],
          setupFiles: ['tests/property-seed.ts'],
        },
      },
    ],
  },
});
