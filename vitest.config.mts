import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Tests compute; those of the cache name a folder of their own.
    env: { DDR_CACHE: 'off' },
    setupFiles: ['tests/property-seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: more workers only make them wait for each other.
    maxWorkers: 2,
  },
});
