/** The explorer: one HTML page where readers run networks on their own images (docs/explorer.md). */
export { explore } from './explore';
export { writeExplorer } from './write-explorer';
