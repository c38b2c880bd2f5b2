import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { dataRoot } from '../../../src/images/data-root';
import { createImage } from '@ddr-lab/images/image';
import { readImage } from '@ddr-lab/images/io';
import { psnr } from '../../../src/metrics/psnr';
import { createRandom } from '@ddr-lab/base/random';
import { bm3d } from '@ddr-lab/bm3d/bm3d';

const peppers = path.join(dataRoot() ?? '', 'set14', 'pepper.png');

// Another draw of the noise moves its PSNR by some hundredths.
it.skipIf(!dataRoot() || !existsSync(peppers))(
  'Peppers in colour at sigma 25 is within 0.1 dB of the 31.20 dB of Dabov et al. (CBM3D, 2007)',
  // 512 x 512 in colour: 46 s of processor time on a busy machine, minutes where others have the cores.
  { timeout: 3_600_000 },
  async () => {
    const clean = await readImage(peppers);
    const random = createRandom(0);
    const samples = clean.data.map((value) => value + (25 / 255) * random.normal());
    const noisy = createImage(clean.height, clean.width, samples);
    expect(Math.abs(psnr(await bm3d(noisy, { sigma: 25 }), clean) - 31.2)).toBeLessThan(0.1);
  },
);
