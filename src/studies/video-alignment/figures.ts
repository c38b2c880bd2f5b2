import { interval } from '../../metrics/spread';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import { type GridLine, lineGrid, type LineGridPanel } from '@ddr-lab/charts/line-grid';
import { centreOf, type Clip } from '@ddr-lab/images/clip';
import { createImage, type Image } from '@ddr-lab/images/image';
import { overPicture } from '../../charts/over-picture';
import { sampleGrid } from '../../charts/sample-grid';
import { sampleSteps } from '../../charts/sample-steps';
import type { Measured } from '../../claims/check';
import type { PixelAttention } from './attention';
import type { LookRow } from './looks';
import { errorAbove, errorsOf, type MotionErrors, pixelCount } from './motion-errors';
import { type ClipAnalysis, type DegradedClips } from './representation';

/** Motion as figures show it: from, to in LR pixels a frame. */
const shown = [0, 1, 2, 4, 6, 8, 10, 12, 16]
  .slice(1)
  .map((to, i, all) => [i === 0 ? 0 : all[i - 1], to] as const);

/** Fewer LR pixels than these are no point of a line. */
const LEAST_PIXELS = 200;

/** Two networks to be compared: the line's name, and by how much the first's error is above the second's. */
export interface Comparison {
  readonly name: string;
  readonly one: string;
  readonly other: string;
}

/** By how much errors of some networks are above others', by motion: a panel a title, bars are 95 % intervals over clips. */
export function motionFigure(
  rows: readonly MotionErrors[],
  panels: Readonly<Record<string, readonly Comparison[]>>,
  options: FigureOptions = {},
): Figure {
  const { name = 'd2-motion' } = options;
  const line = ({ name: called, one, other }: Comparison): GridLine => {
    const [a, b] = [errorsOf(rows, one), errorsOf(rows, other)];
    const bins = shown.filter((pixels) => pixelCount(a, pixels) >= LEAST_PIXELS);
    const values = bins.map((pixels): Measured => errorAbove(a, b, pixels));
    return {
      name: called,
      x: bins.map(([from, to]) => (from + to) / 2),
      y: values.map(({ mean }) => mean),
      intervals: values.map(({ mean, resampled = [] }) => interval(resampled) ?? { low: mean, high: mean }),
    };
  };
  const zero = { name: 'no difference', x: [0, 16], y: [0, 0], reference: true };
  return lineGrid({
    axesNote: 'bars: 95 % over clips',
    ...options,
    name,
    valueTitle: 'MSE above, levels²',
    xTitles: { motion: 'motion, LR pixels a frame' },
    panels: Object.entries(panels).map(([column, lines]): LineGridPanel => ({
      row: 'motion',
      column,
      lines: [...lines.map(line), zero],
    })),
  });
}

/** A clip as networks get it, a row a way of aligning, and what they make of its centre. */
export interface ClipSample {
  readonly title: string;
  readonly input: Clip;
  readonly output: Image;
  readonly note: string;
}

/** Frames as they come to networks, and outputs. */
export function inputsFigure(samples: readonly ClipSample[], options: FigureOptions = {}): Promise<Figure> {
  const { name = 'd2-inputs' } = options;
  return sampleGrid({
    ...options,
    name,
    columnTitles: ['frame before', 'centre', 'frame after', 'output'],
    rows: samples.map(({ title, input, output, note }) => ({
      title,
      images: [...input.frames, output],
      notes: ['', '', '', note],
    })),
  });
}

/** One pixel's attention to be shown: where it is, what it looks at and where its surroundings truly are in each frame. */
export interface AttentionLook {
  /** On the slider: `2.3 px`. */
  readonly label: string;
  readonly clip: Clip;
  /** Row and column in LR pixels. */
  readonly pixel: readonly [number, number];
  readonly attention: PixelAttention;
  /** For each frame the true place, row and column; undefined where it is hidden. */
  readonly places: readonly (readonly [number, number] | undefined)[];
}

/** HR pixels that an LR pixel is drawn with, so that frames around it can be seen. */
const ENLARGED = 8;

const [RED, BLUE]: readonly (readonly [number, number, number])[] = [
  [0.9, 0.1, 0.15],
  [0.1, 0.6, 1],
];

/** What a pixel of the centre looks at in each frame (red, within its window), and where its surroundings truly are (blue): one step a pixel, which plays; `shown` is the step of pictures and files. */
export function attentionFigure(
  looks: readonly AttentionLook[],
  options: FigureOptions & { readonly shown?: number } = {},
): Promise<Figure> {
  const { name = 'd2-attention' } = options;
  return sampleSteps({
    ...options,
    name,
    prefix: 'motion ',
    playing: true,
    columnTitles: ['frame before', 'centre', 'frame after'],
    steps: looks.map(({ label, clip, pixel, attention, places }) => {
      const middle = centreOf(clip);
      const most = Math.max(...attention.maps.flatMap((map) => [...map]));
      const pictures = clip.frames.map((frame, t) => {
        const picture = attended(frame, attention, t, most);
        const place = t === middle ? pixel : places[t];
        if (place) outline(picture, place, BLUE);
        return picture;
      });
      const notes = attention.maps.map(
        (map) => `${(100 * map.reduce((a, b) => a + b, 0)).toFixed(0)} % of its attention`,
      );
      return { label, rows: [{ images: pictures, notes }] };
    }),
  });
}

/** A frame enlarged and paled, what is attended to in red. */
function attended(frame: Image, { top, left, maps }: PixelAttention, t: number, most: number): Image {
  const { height, width } = frame;
  const window = Math.round(Math.sqrt(maps[t].length));
  const map = new Float32Array(height * width);
  maps[t].forEach(
    (value, i) => (map[(top + Math.floor(i / window)) * width + left + (i % window)] = value / most),
  );
  const small = overPicture({ map, height, width }, frame);
  const large = createImage(height * ENLARGED, width * ENLARGED);
  for (let y = 0; y < large.height; y++) {
    for (let x = 0; x < large.width; x++) {
      const from = 3 * (Math.floor(y / ENLARGED) * width + Math.floor(x / ENLARGED));
      for (let c = 0; c < 3; c++) large.data[3 * (y * large.width + x) + c] = small.data[from + c];
    }
  }
  frameOf(large, [top, left, window], RED, 1);
  return large;
}

/** The outline of an LR pixel. */
const outline = (
  picture: Image,
  [row, column]: readonly [number, number],
  colour: readonly [number, number, number],
): void => frameOf(picture, [row, column, 1], colour, 2);

/** Draws a square's outline; what is beyond the picture is left out. */
function frameOf(
  picture: Image,
  [top, left, side]: readonly [number, number, number],
  colour: readonly [number, number, number],
  thick: number,
): void {
  const [y0, x0] = [Math.round(top * ENLARGED), Math.round(left * ENLARGED)];
  const long = side * ENLARGED;
  for (let y = Math.max(0, y0); y < Math.min(picture.height, y0 + long); y++) {
    for (let x = Math.max(0, x0); x < Math.min(picture.width, x0 + long); x++) {
      const inside = Math.min(y - y0, x - x0, y0 + long - 1 - y, x0 + long - 1 - x);
      if (inside < thick) picture.data.set(colour, 3 * (y * picture.width + x));
    }
  }
}

/** Local attribution maps of one clip, frame by frame, a row a network. */
export function looksFigure(
  rows: readonly { readonly look: LookRow; readonly input: Clip }[],
  index: number,
  options: FigureOptions = {},
): Promise<Figure> {
  const { name = 'd2-looks' } = options;
  return sampleGrid({
    ...options,
    name,
    columnTitles: ['frame before', 'centre', 'frame after'],
    rows: rows.map(({ look, input }) => {
      const { frames, height, width } = look.found[index];
      return {
        title: look.network,
        images: frames.map(({ map }, t) => overPicture({ map, height, width }, input.frames[t])),
        notes: frames.map(({ share }) => `${(100 * share).toFixed(0)} %`),
      };
    }),
  });
}

/** Maps of degraded clips at the last layer looked at, a column a network, a row a view; below each its CHI. */
export function degradationsFigure(
  rows: readonly ClipAnalysis[],
  networks: readonly string[],
  { degradations, labels }: DegradedClips,
  options: FigureOptions = {},
): Figure {
  const { name = 'd2-degradations' } = options;
  const last = (network: string, view: string): ClipAnalysis[] =>
    rows.filter((row) => row.network === network && row.view === view).slice(-1);
  return scatterGrid({
    ...options,
    name,
    labelNames: degradations,
    panels: (['flattened', 'mean-deviation'] as const).flatMap((view) =>
      networks.flatMap((network) =>
        last(network, view).map(({ found }) => ({
          row: view === 'flattened' ? 'flattened' : 'mean, deviation',
          column: network,
          points: found.runs[0].points,
          labels,
          note: `CHI ${found.chi.mean.toFixed(0)}`,
        })),
      ),
    ),
  });
}
