import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { createImage } from '@ddr-lab/images/image';
import { writeProjector } from '../../src/features/projector';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-projector-'));
});
afterAll(() => rm(folder, { recursive: true }));

const text = (...place: string[]): Promise<string> => readFile(path.join(folder, ...place), 'utf8');

const features = createMatrix(3, 2, Float32Array.of(1, 0.1, -2.5, 3e-7, 4, 5));
const images = [0.2, 0.4, 0.6].map((level) => {
  const image = createImage(8, 10);
  image.data.fill(level);
  return image;
});

it('writes one layer as the projector reads it', async () => {
  const rows = [{ image: 'a\tb' }, { image: 'c' }, { image: 'd' }];
  const files = await writeProjector(path.join(folder, 'one'), { RB16: features }, { rows, images, side: 8 });
  expect(files.map((file) => path.basename(file))).toEqual([
    'tensors.tsv',
    'metadata.tsv',
    'sprite.png',
    'projector_config.pbtxt',
  ]);
  // float32's 0.1 and 3e-7, to nine digits.
  expect(await text('one', 'tensors.tsv')).toBe('1\t0.100000001\n-2.5\t3.00000011e-7\n4\t5\n');
  // One field: no head. A tab would begin another one.
  expect(await text('one', 'metadata.tsv')).toBe('a b\nc\nd\n');
  expect(await text('one', 'projector_config.pbtxt')).toBe(
    `embeddings {
  tensor_name: "RB16"
  tensor_path: "tensors.tsv"
  metadata_path: "metadata.tsv"
  sprite {
    image_path: "sprite.png"
    single_image_dim: 8
    single_image_dim: 8
  }
}
`,
  );
  const { data, info } = await sharp(path.join(folder, 'one/sprite.png'))
    .raw()
    .toBuffer({ resolveWithObject: true });
  // Three pictures in a square of two by two; the fourth cell is white.
  expect([info.width, info.height]).toEqual([16, 16]);
  const at = (x: number, y: number): number => data[(y * 16 + x) * info.channels];
  expect([at(4, 4), at(12, 4), at(4, 12), at(12, 12)]).toEqual([51, 102, 153, 255]);
});

it('writes several layers, several fields with a head, and no sprite without pictures', async () => {
  const rows = [0, 1, 2].map((i) => ({ image: i, degradation: 'clean' }));
  await writeProjector(path.join(folder, 'two'), { '/body/Add': features, 'body/Add': features }, { rows });
  expect((await readdir(path.join(folder, 'two'))).sort()).toEqual([
    'body_Add-2.tensors.tsv',
    'body_Add.tensors.tsv',
    'metadata.tsv',
    'projector_config.pbtxt',
  ]);
  expect(await text('two', 'metadata.tsv')).toBe('image\tdegradation\n0\tclean\n1\tclean\n2\tclean\n');
  const config = await text('two', 'projector_config.pbtxt');
  expect(config.match(/tensor_name: .*/g)).toEqual(['tensor_name: "/body/Add"', 'tensor_name: "body/Add"']);
  expect(config).not.toContain('sprite');
});

it.each([
  ['other numbers of rows', { rows: [{ a: 1 }] }, /RB16 has 3 rows, and 1 are described/],
  [
    'other numbers of images',
    { rows: [{ a: 1 }, { a: 1 }, { a: 1 }], images: [images[0]] },
    /1 images for 3 rows/,
  ],
  ['records of other fields', { rows: [{ a: 1 }, { b: 1 }, { a: 1 }] }, /Row 1 .* other fields/],
])('refuses %s and writes nothing', async (_, options, message) => {
  const work = writeProjector(path.join(folder, 'none'), { RB16: features }, options as never);
  await expect(work).rejects.toThrow(InputError);
  await expect(work).rejects.toThrow(message);
  expect(await readdir(folder)).not.toContain('none');
});
