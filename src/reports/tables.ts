import { textTable, type TextTable } from '../notebook/table-format';
import type { ImageQuality, NetworkReport } from './report';

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

/** PSNR and SSIM of all networks' outputs beside bicubic enlargement, by degradation. */
export function qualityTable(networks: readonly NetworkReport[]): TextTable {
  const columns = ['network', 'input', 'PSNR / dB', 'bicubic / dB', 'gain / dB', 'SSIM', 'bicubic SSIM'];
  const rows = networks.flatMap(({ name, scale, quality }) =>
    quality.map(({ degradation, network, bicubic }) => [
      `${name} (x${scale})`,
      degradation,
      network.psnr ?? Infinity,
      bicubic.psnr ?? Infinity,
      gain(network, bicubic),
      network.ssim,
      bicubic.ssim,
    ]),
  );
  return textTable(columns, rows, { precision: { SSIM: 3, 'bicubic SSIM': 3 } });
}

function gain(network: ImageQuality, bicubic: ImageQuality): number {
  if (network.psnr === null || bicubic.psnr === null) return NaN;
  // Hundredths are all that a reader wants; the table would show more of a smaller one.
  return Math.round(100 * (network.psnr - bicubic.psnr)) / 100;
}
