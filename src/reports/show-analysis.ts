import { show } from '@ddr-lab/book/cells/display';
import { figure } from '../notebook/figure';
import { escapeHtml } from '@ddr-lab/book/cells/html';
import { tableHtml, tableText } from '@ddr-lab/book/cells/table-format';
import type { NetworkAnalyses } from './analyse-networks';
import { reportFigures } from './figures';
import { comparisonTable, qualityTable, scoresTable } from './tables';
import { summaryText } from './verdict';

/** Shows an analysis below the cell: verdicts and warnings, scatter grid, CHI along the layers, scores, inputs and outputs. */
export async function showAnalysis(analysis: NetworkAnalyses): Promise<void> {
  const { report } = analysis;
  const lines = summaryText(report);
  const html = lines.map((line) => `<p style="margin:0.3em 0">${escapeHtml(line)}</p>`).join('\n');
  show({ 'text/plain': lines.join('\n'), 'text/html': html });
  const { clusters, chi, inputs, outputs } = await reportFigures(analysis);
  await figure(clusters, { export: false });
  await figure(chi, { export: false });
  const tables = report.networks.map((network) => ({ ...scoresTable(network), caption: network.name }));
  if (report.networks.length > 1)
    tables.unshift({ ...comparisonTable(report.networks), caption: 'Side by side' });
  if (outputs)
    tables.push({
      ...qualityTable(report.networks, report.settings.metrics),
      caption: 'Outputs against originals',
    });
  show({
    'text/plain': tables.map(tableText).join('\n\n'),
    'text/html': tables.map(tableHtml).join('\n'),
  });
  await figure(inputs, { export: false });
  if (outputs) await figure(outputs, { export: false });
}
