import type { MapDegradation } from '../shared/data';
import { onPaper } from './frame';
import { markerSvg } from './marker';
import type { MapView } from './map-view';
import { lookOf } from './palette';

/** A panel of the figure. */
export interface Panel {
  readonly title: string;
  readonly note: string;
  readonly view: MapView;
  /** The colours of the rows on white paper. */
  readonly colours: readonly string[];
}

const SIDE = 300;
const GAP = 16;
const HEAD = 34;
const INK = '#222222';
const FONT = 'Arimo, Arial, Liberation Sans, Helvetica, sans-serif';

/** The maps as a figure in the paper's style: white, frames without ticks, one legend, a caption with the numbers. */
export function figureSvg(
  panels: readonly Panel[],
  degradations: readonly MapDegradation[],
  { hidden, caption, legend }: { hidden: readonly number[]; caption: string; legend: boolean },
): string {
  const width = panels.length * SIDE + (panels.length - 1) * GAP + 2;
  const parts: string[] = [];
  for (const [at, { title, note, view, colours }] of panels.entries()) {
    const left = 1 + at * (SIDE + GAP);
    parts.push(
      `<text x="${left + SIDE / 2}" y="14" text-anchor="middle" font-size="12">${escape(title)}</text>`,
      `<text x="${left + SIDE / 2}" y="28" text-anchor="middle" font-size="10.5" fill="#666666">${escape(note)}</text>`,
      `<rect x="${left}" y="${HEAD}" width="${SIDE}" height="${SIDE}" fill="none" stroke="#888888" stroke-width="0.5"/>`,
      `<g transform="translate(${left} ${HEAD})">${marks(view, colours)}</g>`,
    );
  }
  let y = HEAD + SIDE + 16;
  if (legend) {
    let x = 8;
    for (const [at, { name }] of degradations.entries()) {
      if (hidden.includes(at)) continue;
      const step = 24 + 6.2 * name.length;
      if (x + step > width) [x, y] = [8, y + 16];
      const { colour, shape } = lookOf(degradations, at, false);
      parts.push(
        markerSvg(shape, x, y - 3.5, 4, `fill="${colour}"`),
        `<text x="${x + 8}" y="${y}" font-size="10.5">${escape(name)}</text>`,
      );
      x += step;
    }
    y += 20;
  }
  for (const line of wrapped(caption, width / 5.4)) {
    parts.push(`<text x="1" y="${y}" font-size="10.5" fill="#444444">${escape(line)}</text>`);
    y += 14;
  }
  const height = y - 4;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}" fill="${INK}" role="img">` +
    `<title>${escape(caption)}</title><rect width="${width}" height="${height}" fill="#ffffff"/>${parts.join('')}</svg>`
  );
}

function marks(view: MapView, colours: readonly string[]): string {
  const { frame, content } = view.paper;
  if (!content) return '';
  const { points, shapes, shown, yours } = content;
  const placed = onPaper(points, frame, SIDE, SIDE);
  const rows = shown.map((row) =>
    markerSvg(
      shapes[row],
      placed[2 * row],
      placed[2 * row + 1],
      2.6,
      `fill="${colours[row]}" fill-opacity="0.85"`,
    ),
  );
  if (!yours) return rows.join('');
  const now = onPaper(yours.now, frame, SIDE, SIDE);
  const before = onPaper(yours.before, frame, SIDE, SIDE);
  const own: string[] = [];
  for (let i = 0; i < now.length; i += 2) {
    own.push(
      `<line x1="${before[i].toFixed(1)}" y1="${before[i + 1].toFixed(1)}" x2="${now[i].toFixed(1)}" y2="${now[i + 1].toFixed(1)}" stroke="#111111" stroke-width="0.7"/>`,
      markerSvg('circle', now[i], now[i + 1], 4.5, 'fill="#ffffff" stroke="#111111" stroke-width="1.4"'),
    );
  }
  return rows.join('') + own.join('');
}

/** Words in lines of at most so many letters. */
function wrapped(text: string, letters: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last.length > 0 && last.length + 1 + word.length > letters) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** A figure as PNG, three pixels to one of its own. */
export async function toPng(svg: string): Promise<Blob> {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [3 * picture.naturalWidth, 3 * picture.naturalHeight];
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no PNG could be made'))), 'image/png');
  });
}
