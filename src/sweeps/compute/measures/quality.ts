import { imagesInMemory } from '@ddr-lab/images/image-set';
import { cropCentre } from '@ddr-lab/images/crop';
import { qualityRow } from '../../../analysis/quality';
import type { MeasureUnitBy } from '../context';
import { type Row, row } from '../row';

const names = { psnr: 'PSNR', ssim: 'SSIM' } as const;

/** PSNR (dB) and SSIM of the outputs under each degradation, and of bicubic enlargement: the first images alone, as many as `measured` says. */
export const measureQuality: MeasureUnitBy = async ({ unit, opened, whole, onProgress, signal }) => {
  const { network, scale, fixed } = opened;
  if (scale === undefined) {
    return { rows: [], notes: ['it puts out no image: there is no PSNR and no SSIM'] };
  }
  const wanted = (['psnr', 'ssim'] as const).filter((name) => unit.measures.includes(name));
  const images = whole.slice(0, unit.measured);
  const shown = fixed
    ? images.map((image) => cropCentre(image, { height: scale * fixed.height, width: scale * fixed.width }))
    : images;
  const rows: Row[] = [];
  for (const degradation of unit.degradations) {
    const set = imagesInMemory(shown, { name: degradation });
    const found = await qualityRow(network, set, { degradation, scale, onProgress, signal });
    for (const name of wanted) {
      rows.push(row(names[name], found.network[name], { degradation }));
      rows.push(row(`${names[name]} of bicubic`, found.bicubic[name], { degradation }));
    }
  }
  return { rows, notes: [] };
};
