// What front ends are told of the language.
'use strict';
const { ofTslab } = require('./load-patched');

const ts = ofTslab('@tslab/typescript-for-tslab');

/** `language_info` of Jupyter. */
const languageInfo = () => ({
  name: 'typescript',
  version: ts.version,
  mimetype: 'text/typescript',
  file_extension: '.ts',
  pygments_lexer: 'typescript',
  nbconvert_exporter: 'script',
  // JupyterLab reads `mode`; the classic notebook the other two.
  codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
});

module.exports = { languageInfo };
