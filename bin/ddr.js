#!/usr/bin/env node
// Runs bin/program.ts through tsx, so that there is no build that could be stale.
'use strict';
const path = require('node:path');

async function start() {
  try {
    require('tsx/cjs');
    // Commands load their work by `await import`, which goes through Node's other loader.
    (await import('tsx/esm/api')).register();
  } catch (error) {
    if (!/^(ERR_)?MODULE_NOT_FOUND$/.test(error.code)) throw error;
    process.stderr.write(
      'ddr: the node packages are not installed. Run `npm start` or `npm test` in the project folder; either sets everything up.\n',
    );
    process.exit(2);
  }
  require(path.join(__dirname, 'program.ts'));
}

void start();
