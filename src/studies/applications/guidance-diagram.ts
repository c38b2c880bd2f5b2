import type { DataNotes } from '@ddr-lab/charts/figure-data';
import { annotation, type Drawing, madeFigure } from '@ddr-lab/charts/made';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { headingFor } from '@ddr-lab/charts/legend';
import { resolveLook } from '@ddr-lab/charts/look';
import { baseLayout, colours, greyInk, ink } from '@ddr-lab/charts/theme';

/** A box of the diagram: its place in CSS pixels, and its words. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly lines: readonly string[];
  readonly colour: string;
  /** What a pointer over the box says. */
  readonly note: string;
}

const height = 46;
const colour = { frozen: colours.sky, trained: colours.orange, data: '#bbbbbb' };

type Line = readonly (readonly [number, number])[];

/** The parts of the diagram in one arrangement, CSS pixels. */
interface Arrangement {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  /** Polylines that end in an arrow, and one that does not. */
  readonly arrows: readonly Line[];
  readonly stem: Line;
  readonly labels: readonly { readonly text: string; readonly x: number; readonly y: number }[];
}

const words = {
  input: { lines: ['LR image'], colour: colour.data, note: 'of unknown degradation' },
  guide: {
    lines: ['SRGAN-wGR', 'Conv1, RB1 ... RB16'],
    colour: colour.frozen,
    note: 'trained on clean images alone; not trained any further',
  },
  encoder: {
    lines: ['encoder', '2 convolutions, mean'],
    colour: colour.trained,
    note: 'strides of 2; the mean over the image',
  },
  vector: { lines: ['one vector', 'v'], colour: colour.trained, note: 'the degradation in 64 numbers' },
  first: { lines: ['Conv1'], colour: colour.trained, note: 'one convolution' },
  upsampling: {
    lines: ['upsampling', 'x3'],
    colour: colour.trained,
    note: 'pixel shuffle, two convolutions; the bilinearly upsampled input is added',
  },
  output: { lines: ['output'], colour: colour.data, note: 'three times as large' },
} as const;

const block = (name: string): Omit<Box, 'x' | 'y' | 'width'> => ({
  lines: [name, '(1 + γ) x + β'],
  colour: colour.trained,
  note: 'γ and β of each channel: one dense layer of v a block',
});

/** The guide above the network, from left to right: for both columns. */
function lying(): Arrangement {
  const [upper, lower] = [24, 150];
  const middle = (y: number): number => y + height / 2;
  const flow = [58, 92, 154, 186, 276, 296, 386, 406, 496, 516, 590, 606];
  const blocks = ['RRDB 1', 'RRDB k', 'RRDB n'];
  return {
    width: 660,
    height: 238,
    boxes: [
      { x: 0, y: lower, width: 58, ...words.input },
      { x: 92, y: upper, width: 150, ...words.guide },
      { x: 272, y: upper, width: 120, ...words.encoder },
      { x: 422, y: upper, width: 90, ...words.vector },
      { x: 92, y: lower, width: 62, ...words.first },
      ...blocks.map((name, i) => ({ x: 186 + 110 * i, y: lower, width: 90, ...block(name) })),
      { x: 516, y: lower, width: 74, ...words.upsampling },
      { x: 606, y: lower, width: 54, ...words.output },
    ],
    arrows: [
      [
        [29, lower],
        [29, middle(upper)],
        [92, middle(upper)],
      ],
      ...[
        [242, 272],
        [392, 422],
      ].map(([from, to]): Line => [
        [from, middle(upper)],
        [to, middle(upper)],
      ]),
      ...[0, 2, 4, 6, 8, 10].map((i): Line => [
        [flow[i], middle(lower)],
        [flow[i + 1], middle(lower)],
      ]),
      ...[231, 341, 451].map((x): Line => [
        [467, 110],
        [x, 110],
        [x, lower],
      ]),
    ],
    stem: [
      [467, upper + height],
      [467, 110],
    ],
    labels: [
      { text: 'guide (frozen)', x: 167, y: upper - 10 },
      { text: 'trained', x: 392, y: upper - 10 },
      { text: 'super-resolution network (trained)', x: 341, y: lower + height + 14 },
    ],
  };
}

/** The guide at the left, the network at the right, from top to bottom: for one column. */
function standing(): Arrangement {
  const pitch = height + 22;
  const y = (row: number): number => 18 + row * pitch;
  const middle = (row: number): number => y(row) + height / 2;
  const [right, across] = [200, 106];
  const blocks = ['RRDB 1', 'RRDB k', 'RRDB n'];
  return {
    width: 308,
    height: y(6) + 4,
    boxes: [
      { x: 2, y: y(0), width: 128, ...words.input },
      { x: 2, y: y(1), width: 128, ...words.guide },
      { x: 2, y: y(2), width: 128, ...words.encoder },
      { x: 2, y: y(3), width: 128, ...words.vector },
      { x: right, y: y(0), width: across, ...words.first },
      ...blocks.map((name, i) => ({ x: right, y: y(1 + i), width: across, ...block(name) })),
      { x: right, y: y(4), width: across, ...words.upsampling },
      { x: right, y: y(5), width: across, ...words.output },
    ],
    arrows: [
      ...[0, 1, 2].map((row): Line => [
        [66, y(row) + height],
        [66, y(row + 1)],
      ]),
      ...[0, 1, 2, 3, 4].map((row): Line => [
        [right + across / 2, y(row) + height],
        [right + across / 2, y(row + 1)],
      ]),
      [
        [130, middle(0)],
        [right, middle(0)],
      ],
      ...[1, 2, 3].map((row): Line => [
        [165, middle(3)],
        [165, middle(row)],
        [right, middle(row)],
      ]),
    ],
    stem: [
      [130, middle(3)],
      [165, middle(3)],
    ],
    labels: [
      { text: 'guide (frozen), then trained', x: 72, y: 8 },
      { text: 'network (trained)', x: right + across / 2, y: 8 },
    ],
  };
}

/**
 * How deep degradation representations guide a blind super-resolution network (Sec. 5): what a frozen SRGAN sees in the LR
 * image becomes one vector, which scales and shifts the channels of each block. A diagram, the same each time; in one column the
 * guide stands at the left, the network at the right.
 */
export function guidanceDiagram(options: FigureOptions = {}): Figure {
  return madeFigure(draw, options);
}

function draw(options: FigureOptions): Drawing {
  const { name = 'fig10-guidance', title } = options;
  const look = resolveLook(options, 'double');
  const { width, boxes, arrows, stem, labels, ...plot } = look.width < 560 ? standing() : lying();
  const heading = headingFor(look, look.width);
  const tall = look.height ?? plot.height + heading.height;
  const layout = baseLayout(
    { width: look.width, height: tall },
    { left: 0, right: 0, top: heading.height, bottom: 0 },
    look,
  );
  const flat = { visible: false, fixedrange: true };
  const spare = (look.width - width) / 2;
  const sizes = { normal: look.normal.size, small: look.small.size };
  Object.assign(layout, heading.layout, {
    xaxis: { ...flat, range: [-spare, width + spare] },
    yaxis: { ...flat, range: [plot.height, 0] },
    shapes: [
      ...[...arrows, stem].map((line) => {
        const path = `M${line.map(([x, y]) => `${x},${y}`).join('L')}`;
        return { type: 'path', path, line: { color: ink, width: 1 } };
      }),
      ...arrows.map((line) => ({ type: 'path', path: head(line), fillcolor: ink, line: { width: 0 } })),
      ...boxes.map(({ x, y, width: across, colour: fill }) => ({
        type: 'rect',
        x0: x,
        x1: x + across,
        y0: y,
        y1: y + height,
        fillcolor: fill,
        opacity: 0.35,
        line: { width: 0 },
      })),
    ],
    annotations: [
      ...boxes.flatMap(({ x, y, width: across, lines }) =>
        lines.map((word, i) => {
          const line = y + height / 2 + 15 * (i - (lines.length - 1) / 2);
          return label(word, x + across / 2, line, i > 0 ? sizes.small : sizes.normal);
        }),
      ),
      ...labels.map(({ text, x, y }) => label(text, x, y, sizes.small, greyInk)),
    ],
  });
  // The boxes under the pointer.
  const data = [
    {
      type: 'scatter',
      mode: 'markers',
      uid: 's0',
      x: boxes.map((box) => box.x + box.width / 2),
      y: boxes.map((box) => box.y + height / 2),
      hovertext: boxes.map((box) => box.note),
      hoverinfo: 'text',
      meta: { drawing: true } satisfies DataNotes,
      marker: { size: 40, color: 'rgba(0,0,0,0)' },
    },
  ];
  return { name, ...(title === undefined ? {} : { title }), data, layout, width: options.width ?? 'double' };
}

function label(text: string, x: number, y: number, size: number, color: string = ink): object {
  return annotation(text, x, y, { xref: 'x', yref: 'y', yanchor: 'middle', font: { size, color } });
}

/** A triangle at the end of a polyline. */
function head(line: readonly (readonly [number, number])[]): string {
  const [fromX, fromY] = line[line.length - 2];
  const [x, y] = line[line.length - 1];
  const along = [Math.sign(x - fromX), Math.sign(y - fromY)];
  const corner = (side: number): string =>
    `${x - 7 * along[0] + 3.5 * side * along[1]},${y - 7 * along[1] + 3.5 * side * along[0]}`;
  return `M${x},${y}L${corner(1)}L${corner(-1)}Z`;
}
