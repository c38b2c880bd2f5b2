// Loads and runs tfjs models in a process of its own (../apart/serve.js); served.ts has the work.
'use strict';
require('tsx/cjs');
const { serve } = require('../apart/serve');
const { ready, handle } = require('./served.ts');
const { isSpoiled } = require('./traps.ts');

// What tfjs leaves behind of a model that it cannot compute; the answer says so.
process.on('unhandledRejection', () => undefined);
// What it takes to begin is not the first model's time.
void ready().then(() => serve(handle, isSpoiled));
