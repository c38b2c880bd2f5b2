// Loaded before everything else of a process: one that tries a GPU ends as by a broken driver.
const { basename } = require('node:path');
if (basename(process.argv[1] ?? '') === 'try.js') process.kill(process.pid, 'SIGSEGV');
