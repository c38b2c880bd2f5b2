import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import type { Image } from '@ddr-lab/images/image';
import { toBytes } from '@ddr-lab/images/io';

/** What `writeProjector` takes besides folder and features. */
export interface ProjectorOptions {
  /** What each row is, one record a row, all with the same fields: `{ image: 'scene 3', degradation: 'blur4' }`. */
  readonly rows: readonly Readonly<Record<string, string | number>>[];
  /** What each row shows, for a sprite; may be left out. */
  readonly images?: readonly Image[];
  /** Side of a picture in the sprite, pixels; default 32, or less where there are so many that the sprite would pass 8192. */
  readonly side?: number;
}

/** TensorBoard shows no larger sprite: WebGL's textures end there. */
const largestSprite = 8192;

/**
 * Writes features for TensorBoard's embedding projector (`tensorboard --logdir FOLDER`, or "Load" at projector.tensorflow.org): of each
 * layer `tensors.tsv` (of several, `LAYER.tensors.tsv`), `metadata.tsv`, `sprite.png` with a picture of each row, and
 * `projector_config.pbtxt`, last. Each file is written whole; files of the same names are replaced.
 *
 * @param features rows x columns, by layer; all have the same rows.
 * @returns the files.
 * @throws InputError where rows, images and records are not of one number, records differ in their fields, or the folder cannot be written.
 */
export async function writeProjector(
  folder: string,
  features: Readonly<Record<string, Matrix>>,
  { rows, images, side = 32 }: ProjectorOptions,
): Promise<string[]> {
  const layers = Object.entries(features);
  if (layers.length === 0 || rows.length === 0)
    throw new InputError('The projector needs a layer and a row.');
  for (const [layer, matrix] of layers) {
    if (matrix.rows !== rows.length) {
      throw new InputError(`${layer} has ${matrix.rows} rows, and ${rows.length} are described.`);
    }
  }
  if (images && images.length !== rows.length) {
    throw new InputError(`There are ${images.length} images for ${rows.length} rows.`);
  }
  if (!Number.isInteger(side) || side < 1)
    throw new InputError(`side ${side}: a whole number of pixels above 0.`);
  const metadata = metadataText(rows);
  await mkdir(folder, { recursive: true }).catch((error: Error) => {
    throw new InputError(`${folder}: cannot be written (${error.message}).`);
  });
  const written: string[] = [];
  const write = async (name: string, contents: string | Buffer): Promise<void> => {
    await writeWhole(path.join(folder, name), contents);
    written.push(path.join(folder, name));
  };
  const names = tensorFiles(layers.map(([layer]) => layer));
  for (const [i, [, matrix]] of layers.entries()) await write(names[i], tensorText(matrix));
  await write('metadata.tsv', metadata);
  const cell = Math.max(1, Math.min(side, Math.floor(largestSprite / Math.ceil(Math.sqrt(rows.length)))));
  if (images) await write('sprite.png', await spriteOf(images, cell));
  const config = layers.map(([layer], i) => embeddingText(layer, names[i], images && cell));
  await write('projector_config.pbtxt', config.join(''));
  return written;
}

function tensorFiles(layers: readonly string[]): string[] {
  if (layers.length === 1) return ['tensors.tsv'];
  const taken = new Set<string>();
  return layers.map((layer) => {
    const plain = layer.replace(/[^\w.-]+/g, '_').replace(/^[_.]+/, '') || 'layer';
    let name = plain;
    for (let n = 2; taken.has(name); n++) name = `${plain}-${n}`;
    taken.add(name);
    return `${name}.tensors.tsv`;
  });
}

/** One row a line; float32 has no more than nine digits. */
function tensorText({ rows, columns, data }: Matrix): string {
  const lines: string[] = [];
  for (let i = 0; i < rows; i++) {
    lines.push(Array.from(data.subarray(i * columns, (i + 1) * columns), digits).join('\t'));
  }
  return `${lines.join('\n')}\n`;
}

const digits = (value: number): string => String(Number(value.toPrecision(9)));

/** With a head where there are several fields, and without one of a single field: as the projector reads them. */
function metadataText(rows: ProjectorOptions['rows']): string {
  const fields = Object.keys(rows[0]);
  const odd = rows.findIndex((row) => Object.keys(row).join('\n') !== fields.join('\n'));
  if (fields.length === 0 || odd >= 0) {
    throw new InputError(
      `Row ${Math.max(0, odd)} of the projector's metadata has other fields than the first.`,
    );
  }
  const clean = (value: unknown): string => String(value).replace(/[\t\r\n]+/g, ' ');
  const lines = rows.map((row) => fields.map((field) => clean(row[field])).join('\t'));
  const head = fields.length > 1 ? [fields.map(clean).join('\t')] : [];
  return `${[...head, ...lines].join('\n')}\n`;
}

/** Pictures from left to right, row by row, in a square: the projector counts by its width. */
async function spriteOf(images: readonly Image[], side: number): Promise<Buffer> {
  const across = Math.ceil(Math.sqrt(images.length));
  const sheet = Buffer.alloc((across * side) ** 2 * 3, 255);
  for (const [i, image] of images.entries()) {
    const { height, width } = image;
    const kernel = Math.min(height, width) < side ? 'nearest' : 'lanczos3';
    const pixels = await sharp(toBytes(image), { raw: { width, height, channels: 3 } })
      .resize(side, side, { fit: 'cover', kernel })
      .raw()
      .toBuffer();
    const [top, left] = [Math.floor(i / across) * side, (i % across) * side];
    for (let y = 0; y < side; y++) {
      pixels.copy(sheet, ((top + y) * across * side + left) * 3, y * side * 3, (y + 1) * side * 3);
    }
  }
  const raw = { width: across * side, height: across * side, channels: 3 as const };
  return sharp(sheet, { raw }).png().toBuffer();
}

function embeddingText(layer: string, file: string, side: number | undefined): string {
  const quoted = (text: string): string => JSON.stringify(text);
  const sprite =
    side === undefined
      ? []
      : [
          '  sprite {',
          '    image_path: "sprite.png"',
          ...[side, side].map((one) => `    single_image_dim: ${one}`),
          '  }',
        ];
  return [
    'embeddings {',
    `  tensor_name: ${quoted(layer)}`,
    `  tensor_path: ${quoted(file)}`,
    '  metadata_path: "metadata.tsv"',
    ...sprite,
    '}',
    '',
  ].join('\n');
}
