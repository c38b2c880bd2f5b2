import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import jasmineCore from 'jasmine-core';
import { cpu } from '@ddr-lab/engine/cpu';
import { onnxruntime } from '@ddr-lab/engine/onnxruntime/candidate';
import { liftLimits } from '../backend/no-limits';
import { compareWithCpu, watchCpu } from './against-cpu';
import { leftOut } from './describe-with-flags';
import { numberRepeats, type Result, type SuiteRun } from './results';

// The process that runs tfjs-core's whole suite on one backend: its name, and if given a text that a test's
// name must contain, are the arguments; the results are sent to the process that started this one.

/** The same in every backend's test names, so that a name means the same test everywhere. */
const ENVIRONMENT = 'backend';

const outcomes: Readonly<Record<string, Result['outcome']>> = {
  passed: 'passed',
  pending: 'skipped',
  excluded: 'left out',
};

async function runSuite(backend: string, filter = ''): Promise<SuiteRun> {
  const jasmine = jasmineCore.boot(globalThis).getEnv();
  await cpu.load();
  watchCpu();
  const backendName = backend === cpu.name ? 'cpu' : await onnxruntime.load();
  liftLimits();
  const compared = compareWithCpu(backendName);
  setTestEnvs([{ name: ENVIRONMENT, backendName, isDataSync: true, flags: {} }]);
  await import('@tensorflow/tfjs-core/dist/tests');
  // tfjs-core's jasmine_util asks for endless stacks, which slows every error that a test expects.
  Error.stackTraceLimit = 10;

  const results: Result[] = [];
  jasmine.configure({ random: false, specFilter: (spec) => spec.getFullName().includes(filter) });
  jasmine.addReporter({
    specDone: ({ fullName, status, failedExpectations }) => {
      const outcome = outcomes[status] ?? 'failed';
      const message = failedExpectations.map((failed) => failed.message).join('\n    ');
      if (fullName.includes(filter)) results.push({ test: fullName, outcome, ...(message && { message }) });
    },
  });
  await jasmine.execute();
  for (const suite of leftOut) results.push({ test: suite, outcome: 'left out' });
  return { results: numberRepeats(results), compared };
}

runSuite(process.argv[2], process.argv[3]).then(
  (run) => process.send!(run, () => process.exit(0)),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
