import { bestOf, metricDecimals, metricHead, type MetricWords } from '../metrics/own-metric';
import { textTable, type TextTable } from '@ddr-lab/book/cells/table-format';
import type { ImageQuality, NetworkReport, QualityReport } from './report';

/** WD, BD and CHI by layer, the input's pixels first, for people. */
export function scoresTable({ pixels, layers }: NetworkReport): TextTable {
  const columns = ['layer', 'features', 'WD', 'BD', 'CHI', 'CHI before t-SNE'];
  const rows = [pixels, ...layers].map(({ layer, features, wd, bd, chi, reduced }) => [
    layer === pixels.layer ? 'input pixels' : layer,
    features,
    wd,
    bd,
    chi,
    reduced.chi,
  ]);
  return textTable(columns, rows, { precision: { WD: 0, BD: 0 } });
}

/** How many pixels each network draws on, by degradation. */
export function attributionTable(networks: readonly NetworkReport[]): TextTable {
  const columns = ['network', 'input', 'method', 'diffusion index', 'completeness missed / %'];
  const rows = networks.flatMap(({ name, attribution = [] }) =>
    attribution.map(({ degradation, method, di, residual }) => [
      name,
      degradation,
      method,
      di,
      residual === null ? NaN : 100 * residual,
    ]),
  );
  return textTable(columns, rows);
}

/**
 * PSNR and SSIM of all networks' outputs beside bicubic enlargement, by degradation; two columns more for each metric of one's
 * own, with an arrow to where its values are better.
 */
export function qualityTable(
  networks: readonly NetworkReport[],
  metrics: readonly MetricWords[] = [],
): TextTable {
  const own = metrics.flatMap((metric) => {
    const head = metricHead(metric);
    const of = (values: ImageQuality): number => values[metric.name] ?? bestOf(metric.better);
    return [
      { head, of: ({ network }: QualityReport) => of(network) },
      { head: `bicubic ${head}`, of: ({ bicubic }: QualityReport) => of(bicubic) },
    ];
  });
  const columns = [
    ...['network', 'input', 'PSNR / dB', 'bicubic / dB', 'gain / dB', 'SSIM', 'bicubic SSIM'],
    ...own.map(({ head }) => head),
  ];
  const rows = networks.flatMap(({ name, scale, quality }) =>
    quality.map((row) => [
      `${name} (x${scale})`,
      row.degradation,
      row.network.psnr ?? Infinity,
      row.bicubic.psnr ?? Infinity,
      gain(row.network, row.bicubic),
      row.network.ssim,
      row.bicubic.ssim,
      ...own.map(({ of }) => of(row)),
    ]),
  );
  const all = networks.flatMap(({ quality }) => quality);
  const decimals = own.map(({ head, of }) => [head, metricDecimals(all.map(of))] as const);
  const precision = { SSIM: 3, 'bicubic SSIM': 3, ...Object.fromEntries(decimals) };
  return textTable(columns, rows, { precision });
}

function gain(network: ImageQuality, bicubic: ImageQuality): number {
  if (network.psnr === null || bicubic.psnr === null) return NaN;
  // Hundredths are all that a reader wants; the table would show more of a smaller one.
  return Math.round(100 * (network.psnr - bicubic.psnr)) / 100;
}
