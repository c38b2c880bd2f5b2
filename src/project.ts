import path from 'node:path';

/** The project's own folder: the one that holds `package.json`. */
export const projectRoot = path.resolve(__dirname, '..');
