/**
 * Makes what docs/scenes.md shows: the contact sheets of scenes and objects, the power spectra, and the table of
 * statistics (printed). Photographs are compared where the data root holds bsds500/val; without it the plot shows
 * the scenes alone and says so.
 *
 *   npx tsx docs/pictures/scenes.ts
 */
import path from 'node:path';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { cropCentre } from '@ddr-lab/images/crop';
import { createImage, type Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { writeImage } from '@ddr-lab/images/io';
import { drawObject, objectClasses } from '@ddr-lab/images/scenes/objects';
import { openSet, presentSets } from '../../src/images/sets/open';
import { meanSpectrum, radialSpectrum, spectralSlope, type RadialSpectrum } from '@ddr-lab/images/spectrum';
import { imageStatistics } from '@ddr-lab/images/statistics';

interface Curve {
  name: string;
  colour: string;
  dash: string;
  spectrum: RadialSpectrum;
  /** 10th and 90th percentile of single images' power. */
  band: [Float64Array, Float64Array];
}

const SIDE = 128;

async function readAll(set: ImageSet): Promise<Image[]> {
  const images: Image[] = [];
  for (let i = 0; i < set.count; i++) images.push(cropCentre(await set.read(i), SIDE));
  return images;
}

function curveOf(name: string, colour: string, dash: string, images: Image[]): Curve {
  const spectra = images.map(radialSpectrum);
  const spectrum = meanSpectrum(spectra);
  const percentile = (p: number): Float64Array =>
    spectrum.power.map(
      (_, bin) => spectra.map((s) => s.power[bin]).sort((a, b) => a - b)[Math.floor(p * spectra.length)],
    );
  return { name, colour, dash, spectrum, band: [percentile(0.1), percentile(0.9)] };
}

function printStatistics(name: string, images: Image[]): void {
  const all = images.map(imageStatistics);
  const row = (label: string, of: (s: (typeof all)[number]) => number): string => {
    const values = all.map(of).sort((a, b) => a - b);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const at = (p: number): string => values[Math.floor(p * values.length)].toFixed(3);
    return `  ${label.padEnd(20)} ${mean.toFixed(3)}   ${at(0.1)} ... ${at(0.5)} ... ${at(0.9)}`;
  };
  const slope = spectralSlope(meanSpectrum(images.map(radialSpectrum)));
  const rows = [
    `${name}: ${images.length} images, centre ${SIDE} x ${SIDE}; mean, then 10 %, median, 90 %`,
    row('luma', (s) => s.mean),
    row('contrast', (s) => s.deviation),
    row('chroma', (s) => s.chroma),
    row('gradient deviation', (s) => s.gradient.deviation),
    row('gradient skewness', (s) => s.gradient.skewness),
    row('gradient kurtosis', (s) => s.gradient.kurtosis),
    row('flat patches', (s) => s.flat),
    `  slope of the mean    ${slope.toFixed(2)}`,
  ];
  process.stdout.write(`${rows.join('\n')}\n`);
}

/** The plot, drawn by hand: log-log axes, a line and a 10 to 90 % band for each set, a guide of slope -2. */
function plot(curves: Curve[]): string {
  const width = 640;
  const height = 420;
  const left = 74;
  const right = 20;
  const top = 20;
  const bottom = 58;
  const [x0, x1] = [Math.log10(1 / SIDE), Math.log10(0.5)];
  const [y0, y1] = [-4, 2];
  const x = (f: number): number => left + ((Math.log10(f) - x0) / (x1 - x0)) * (width - left - right);
  const y = (p: number): number => top + ((y1 - Math.log10(p)) / (y1 - y0)) * (height - top - bottom);
  const points = (f: Float64Array, p: Float64Array): string[] =>
    [...f].map((frequency, i) => `${x(frequency).toFixed(1)},${y(Math.max(p[i], 1e-4)).toFixed(1)}`);
  const parts: string[] = [];
  const text = (px: number, py: number, body: string, more = ''): void => {
    parts.push(`<text x="${px.toFixed(1)}" y="${py.toFixed(1)}" ${more}>${body}</text>`);
  };
  for (const f of [0.01, 0.02, 0.05, 0.1, 0.2, 0.5]) {
    parts.push(`<line x1="${x(f)}" x2="${x(f)}" y1="${top}" y2="${height - bottom}" stroke="#e4e4e4"/>`);
    text(x(f), height - bottom + 18, String(f), 'text-anchor="middle"');
  }
  for (let e = y0; e <= y1; e++) {
    const py = y(10 ** e);
    parts.push(`<line x1="${left}" x2="${width - right}" y1="${py}" y2="${py}" stroke="#e4e4e4"/>`);
    text(left - 8, py + 4, `10<tspan dy="-5" font-size="9">${e}</tspan>`, 'text-anchor="end"');
  }
  for (const { spectrum, band, colour } of curves) {
    const ring = [...points(spectrum.frequency, band[0]), ...points(spectrum.frequency, band[1]).reverse()];
    parts.push(`<polygon points="${ring.join(' ')}" fill="${colour}" fill-opacity="0.13"/>`);
  }
  const guide = [0.03, 0.35].map((f) => `${x(f).toFixed(1)},${y(0.012 * f ** -2).toFixed(1)}`);
  parts.push(
    `<polyline points="${guide.join(' ')}" fill="none" stroke="#555" stroke-width="1" stroke-dasharray="2 3"/>`,
  );
  text(x(0.1), y(0.012 * 0.1 ** -2) - 8, 'slope &#8722;2', 'fill="#555"');
  curves.forEach(({ spectrum, colour, dash, name }, k) => {
    const line = points(spectrum.frequency, spectrum.power).join(' ');
    const style = `fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"`;
    parts.push(`<polyline points="${line}" ${style}/>`);
    const py = height - bottom - 18 - 20 * (curves.length - 1 - k);
    parts.push(`<line x1="${left + 12}" x2="${left + 44}" y1="${py - 4}" y2="${py - 4}" ${style}/>`);
    text(left + 52, py, `${name} (slope ${spectralSlope(spectrum).toFixed(2).replace('-', '&#8722;')})`);
  });
  text(
    (left + width - right) / 2,
    height - 14,
    'spatial frequency (cycles per pixel)',
    'text-anchor="middle"',
  );
  const middle = (top + height - bottom) / 2;
  text(18, middle, 'power', `text-anchor="middle" transform="rotate(-90 18 ${middle})"`);
  parts.push(
    `<rect x="${left}" y="${top}" width="${width - left - right}" height="${height - top - bottom}" fill="none" stroke="#333"/>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `font-family="Arial, Helvetica, sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>` +
    `${parts.join('\n')}</svg>\n`
  );
}

/** Images side by side on white, each magnified by repeating its pixels. */
function sheet(images: Image[], columns: number, zoom: number): Image {
  const gap = 4;
  const cell = images[0].width * zoom + gap;
  const rows = Math.ceil(images.length / columns);
  const out = createImage(rows * cell - gap, columns * cell - gap);
  out.data.fill(1);
  images.forEach((image, n) => {
    for (let y = 0; y < cell - gap; y++) {
      for (let x = 0; x < cell - gap; x++) {
        const from = (Math.floor(y / zoom) * image.width + Math.floor(x / zoom)) * 3;
        const to = ((Math.floor(n / columns) * cell + y) * out.width + (n % columns) * cell + x) * 3;
        out.data.set(image.data.subarray(from, from + 3), to);
      }
    }
  });
  return out;
}

async function main(): Promise<void> {
  const scenes = await readAll(await openSet('scenes', { count: 100, size: SIDE }));
  printStatistics('scenes', scenes);
  const curves = [curveOf('100 scenes', '#0072b2', '', scenes)];
  if (presentSets().includes('bsds500/val')) {
    const photographs = await readAll(await openSet('bsds500/val'));
    printStatistics('bsds500/val', photographs);
    curves.push(curveOf('100 photographs, BSDS500', '#d55e00', '7 4', photographs));
  } else {
    process.stdout.write('bsds500/val is not there: the plot shows the scenes alone.\n');
  }
  await writeWhole(path.join(__dirname, 'spectrum.svg'), plot(curves));
  await writeImage(sheet(scenes.slice(0, 32), 8, 1), path.join(__dirname, 'scenes.jpg'), { quality: 88 });
  const objects = objectClasses.flatMap((_, objectClass) =>
    Array.from({ length: 14 }, (_unused, index) => drawObject({ objectClass, index })),
  );
  await writeImage(sheet(objects, 14, 2), path.join(__dirname, 'objects.jpg'), { quality: 90 });
}

void main();
