// The tslab kernel as this project starts it: `node packages/book/kernel.js --config-path FILE`.
//
// tslab 1.0.22 cannot be used as it comes. What is mended before it starts, each in a file of kernel/:
//  converter.js     Its compiler. It compiles with `rootDir` = the kernel's folder, so a notebook in notebooks/ that imports
//                   '../src/...' fails ("is not under 'rootDir'"); here `rootDir` is the file system's root. It loads every
//                   package in node_modules/@types into each compilation; only Node's are wanted: a faster start, and
//                   notebooks outside the project have them, too. It type-checks every file outside the notebook's folder
//                   twice, to drop the errors and to compile the file (12 to 15 s for this project); compile.js does
//                   without, all at once. cell-code.js: `export`, `for await`, `{ a }` with `a` of an earlier cell.
//                   source-files.js: modules that came, changed or went since the last cell.
//  outbox.js        Its messages: sent while another was under way, they were lost.
//  cell.js, output.js  What a cell prints is that cell's, however late it comes.
//  executor.js      Runs cells. interrupt.js: Stop ends loops after an `await`, too; guard.js and timers.js end what a
//                   stopped cell has left; `currentSignal()` of packages/base/signal.ts is the cell's.
//  events.js        Unhandled rejections, which tslab prints before it goes on, are also written to the file named by
//                   DDR_KERNEL_EVENTS with the number of the cell that caused them, so that a run can fail because of them.
// Replaced lines are checked: another tslab version stops at once instead of running half mended.
'use strict';
const path = require('node:path');
const { Interrupted } = require('./kernel/cell');
const { patchConverter } = require('./kernel/converter');
const { report } = require('./kernel/events');
const { createExecutor } = require('./kernel/executor');
const { watchInterrupts } = require('./kernel/interrupt');
const { dist } = require('./kernel/load-patched');
const { patchMessages } = require('./kernel/messages');
const { endWithParent } = require('./kernel/parent');
const { watchTimers } = require('./kernel/timers');

watchInterrupts();
patchConverter();
patchMessages();
require(path.join(dist, 'executor.js')).createExecutor = createExecutor;
endWithParent();

const given = process.argv.find((argument) => argument.startsWith('--config-path'));
const configPath = given?.includes('=') ? given.split('=')[1] : process.argv[process.argv.indexOf(given) + 1];
require(path.join(dist, 'main.js')).startKernel({ configPath, enableFindLocal: false });

// After tslab has added its own, which know nothing of interrupts.
process.removeAllListeners('unhandledRejection');
process.removeAllListeners('uncaughtException');
for (const [event, kind, words] of [
  ['unhandledRejection', 'rejection', 'UnhandledPromiseRejection:'],
  ['uncaughtException', 'exception', 'UncaughtException:'],
]) {
  process.on(event, (reason) => {
    if (reason instanceof Interrupted) return;
    report(kind, reason);
    console.error(words, reason);
  });
}
watchTimers();
