/** The report on any networks. */
export { analyseNetworks, type NetworkAnalyses } from './analyse-networks';
export { showAnalysis } from './show-analysis';
export { writeAnalysis } from './write-analysis';
export { compareReports } from './compare-reports';
export { readReport } from './read-report';
