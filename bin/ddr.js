#!/usr/bin/env node
// Runs bin/program.ts through tsx, so that there is no build that could be stale.
'use strict';
const path = require('node:path');

const missing = () => {
  process.stderr.write(
    'ddr: the node packages are not installed. Run `npm start` or `npm test` in the project folder; either sets everything up.\n',
  );
  process.exit(2);
};

try {
  require('tsx/cjs');
} catch {
  missing();
}
require(path.join(__dirname, 'program.ts'));
