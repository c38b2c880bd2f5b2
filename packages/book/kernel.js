// The kernel: `node packages/book/kernel.js --config-path FILE`, as Jupyter starts it.
//
// Cells are compiled by tslab 1.0.22, all else is in kernel/:
//  server.js        Answers Jupyter's requests; channels.js, control.js, wire.js, outbox.js: its sockets and messages.
//  executions.js    One cell after the other; failure.js, values.js, input.js: what is sent of each. history.js, comms.js.
//  converter.js     tslab's compiler, mended. It compiles with `rootDir` = the kernel's folder, so a notebook in notebooks/ that imports
//                   '../src/...' fails ("is not under 'rootDir'"); here `rootDir` is the file system's root. It loads every
//                   package in node_modules/@types into each compilation; only Node's are wanted: a faster start, and
//                   notebooks outside the project have them, too. It type-checks every file outside the notebook's folder
//                   twice, to drop the errors and to compile the file (12 to 15 s for this project); compile.js does
//                   without, all at once. cell-code.js: `export`, `for await`, `{ a }` with `a` of an earlier cell.
//                   source-files.js: modules that came, changed or went since the last cell.
//  cell.js, output.js, children.js  What a cell and its child processes print is that cell's, however late it comes.
//  executor.js      Runs cells. magics.js: `%time`, `!command`. positions.js: errors name the cell's lines. interrupt.js: Stop ends
//                   loops after an `await`, too; guard.js and timers.js end what a stopped cell has left;
//                   `currentSignal()` of packages/base/signal.ts is the cell's.
//  events.js        Unhandled rejections are also written to the file named by DDR_KERNEL_EVENTS with the number of the cell
//                   that caused them, so that a run can fail because of them.
// Replaced lines of tslab are checked: another version stops at once instead of running half mended.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { Interrupted } = require('./kernel/cell');
const { hearChildren } = require('./kernel/children');
const { patchConverter } = require('./kernel/converter');
const { report } = require('./kernel/events');
const { createExecutor } = require('./kernel/executor');
const { offerPrompt } = require('./kernel/input');
const { watchInterrupts } = require('./kernel/interrupt');
const { dist } = require('./kernel/load-patched');
const { offerDisplay, takeOutput } = require('./kernel/output');
const { endWithParent } = require('./kernel/parent');
const { nameOrigins } = require('./kernel/positions');
const { Server } = require('./kernel/server');
const { watchTimers } = require('./kernel/timers');

const given = process.argv.find((argument) => argument.startsWith('--config-path'));
const configPath = given?.includes('=') ? given.split('=')[1] : process.argv[process.argv.indexOf(given) + 1];
if (given === undefined || configPath === undefined) {
  process.stderr.write(
    'This is started by Jupyter: node kernel.js --config-path FILE. `npx ddr kernel install` makes it known there.\n',
  );
  process.exit(2);
}

watchInterrupts();
patchConverter();
offerDisplay();
endWithParent();
nameOrigins();

const { createConverter } = require(path.join(dist, 'converter.js'));
const converters = {
  node: createConverter({ isJS: false, isBrowser: false }),
  get browser() {
    return (this.made ??= createConverter({ isJS: false, isBrowser: true }));
  },
  close() {
    this.node.close();
    this.made?.close();
  },
};
const executor = createExecutor(process.cwd(), converters);
process.on('SIGINT', () => executor.interrupt());
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
hearChildren();
offerPrompt();

const server = new Server(JSON.parse(fs.readFileSync(configPath, 'utf8')), executor);
server.open().then(takeOutput, (error) => {
  process.stderr.write(`The kernel cannot listen: ${error.message}\n`);
  process.exit(1);
});
