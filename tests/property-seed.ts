import fc from 'fast-check';

// Properties meet the same examples at every run; DDR_TEST_SEED shows them others.
fc.configureGlobal({ seed: Number(process.env.DDR_TEST_SEED ?? 1) });
