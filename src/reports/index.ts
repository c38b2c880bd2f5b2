/** The report on any networks. */
export { analyseNetworks, type NetworkAnalyses } from './analyse-networks';
export { showAnalysis } from './show-analysis';
export { writeAnalysis } from './write-analysis';
