import { fork } from 'node:child_process';
import { Command, Option } from 'commander';
import { bundleSuite } from './bundle';
import { judge, type Expectations } from './expectations';
import expected from './expected-failures.json';
import type { SuiteRun } from './results';

// `npm run conformance`: tfjs-core's own tests on the cpu backend and on ours, held against the list of those
// that are known not to pass. Exit status 1 where anything differs from the list.

const names = ['cpu', 'onnxruntime'];
const command = new Command('conformance')
  .description("Run tfjs-core's own test suite on the backends; see docs/conformance.md")
  .addOption(new Option('--backend <name...>', 'only these').choices(names).default(names))
  .option('--filter <text>', 'only tests whose name contains this; shows what failed, keeps no account')
  .parse();
const { backend: backends, filter } = command.opts<{ backend: string[]; filter?: string }>();

function run(suite: string, backend: string): Promise<SuiteRun> {
  return new Promise((resolve, reject) => {
    // The tests print; only what comes before a crash is worth reading.
    const child = fork(suite, [backend, filter ?? ''], { execArgv: [], silent: true });
    let errors = '';
    let result: SuiteRun | undefined;
    child.stderr!.on('data', (text) => (errors = (errors + text).slice(-4000)));
    child.stdout!.resume();
    child.on('message', (message) => (result = message as SuiteRun));
    child.on('error', reject);
    child.on('close', (code) =>
      result ? resolve(result) : reject(new Error(`the suite ended with status ${code}\n${errors}`)),
    );
  });
}

async function main(): Promise<void> {
  const suite = await bundleSuite();
  let surprised = false;
  for (const backend of backends) {
    const started = Date.now();
    const { results, compared } = await run(suite, backend);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    if (filter) {
      const failed = results.filter(({ outcome }) => outcome === 'failed');
      const ran = results.filter(({ outcome }) => outcome === 'passed').length + failed.length;
      for (const { test, message } of failed) console.log(`  ${test}\n    ${message}`);
      console.log(`${backend}: ${ran} tests, ${failed.length} failed (${seconds} s)`);
      surprised ||= failed.length > 0;
      continue;
    }
    const { asExpected, surprises } = judge(backend, results, expected as Expectations);
    const { passed, failed, skipped, 'left out': suites } = asExpected;
    console.log(
      `${backend}: ${passed} passed, ${failed} failed as expected, ${skipped} skipped, ${suites} suites left out; ` +
        `${surprises.length} surprises (${seconds} s)`,
    );
    const calls = Object.entries(compared);
    if (calls.length > 0) {
      const own = calls.reduce((sum, [, { own }]) => sum + own, 0);
      const left = calls.reduce((sum, [, { left }]) => sum + left, 0);
      console.log(
        `  ${calls.length} kernels of its own: ${own + left} calls held against the cpu backend's, ${left} computed with its help`,
      );
      const never = calls.filter(([, { own }]) => own === 0).map(([kernel]) => kernel);
      if (never.length > 0) console.log(`  never without it: ${never.join(', ')}`);
    }
    for (const surprise of surprises) console.log(`  ${surprise}`);
    surprised ||= surprises.length > 0;
  }
  process.exitCode = surprised ? 1 : 0;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
