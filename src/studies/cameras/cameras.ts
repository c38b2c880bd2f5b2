import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { cropCentre } from '@ddr-lab/images/crop';
import { createImage, type Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import type { LayerAnalysis } from '../../analysis/analyse';
import { mapChi, setDraws } from '../../analysis/analyse-features';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { subSeed } from '../../degradations/degradation';
import { degrade } from '../../degradations/presets';
import { openSet, presentSets } from '../../images/sets/open';
import { clusterScores } from '../../metrics/clusters';
import { overRuns, type Spread } from '../../metrics/spread';
import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, times, verdictBetween } from '../../claims/check';
import { classStyles } from '@ddr-lab/charts/styles';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { shades } from '@ddr-lab/charts/network-styles';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import type { MarkerStyle } from '@ddr-lab/charts/theme';
import { type Analyses, chiText } from '../../charts/clusters';

/** Pictures of the same scenes by one camera at one quality: image `index` shows the same scene in every set of a group. */
export interface CameraSet {
  readonly camera: string;
  /** `high`: a long focal length, `low`: a short one, enlarged (City100's H and L). */
  readonly quality: 'high' | 'low';
  readonly images: ImageSet;
}

/** Two cameras, each at two qualities. */
export interface Cameras {
  /** Whether the cameras are simulated from drawn scenes, for want of City100. */
  readonly simulated: boolean;
  readonly sets: readonly CameraSet[];
}

/**
 * The simulated cameras: blur, noise and JPEG as chains of presets. They differ from each other and between their
 * qualities as phones and larger cameras do: a phone has smaller pixels (noise) and sharpness to spare for JPEG to
 * take; the short focal length blurs.
 */
const simulatedCameras = [
  { camera: 'simulated phone', quality: 'high', chain: 'blur0.5+poisson800+jpeg85' },
  { camera: 'simulated phone', quality: 'low', chain: 'blur1.6+poisson800+jpeg85' },
  { camera: 'simulated SLR', quality: 'high', chain: 'blur0.8+noise1' },
  { camera: 'simulated SLR', quality: 'low', chain: 'blur2+noise1' },
] as const;

/**
 * City100's cameras (an iPhone X and a Nikon D5500, each of the same postcards at high and low quality) where the data
 * root has both; else two cameras simulated on drawn scenes, which prove nothing about real ones.
 */
export async function openCameras(options: { count?: number } = {}): Promise<Cameras> {
  const { count = 100 } = options;
  const real = ['iPhoneX', 'NikonD5500'].flatMap((camera) =>
    (['high', 'low'] as const).map((quality) => ({ camera, quality, name: `city100/${camera}/${quality}` })),
  );
  const present = presentSets();
  if (real.every(({ name }) => present.includes(name))) {
    const sets = real.map(async ({ name, ...rest }) => ({ ...rest, images: await openSet(name, { count }) }));
    return { simulated: false, sets: await Promise.all(sets) };
  }
  const scenes = await openSet('scenes', { count });
  // Four cameras see each scene; it is drawn once.
  const drawn = new Map<number, Promise<Image>>();
  const scene = (index: number): Promise<Image> => {
    const image = drawn.get(index) ?? scenes.read(index);
    drawn.set(index, image);
    return image;
  };
  const sets = simulatedCameras.map(({ camera, quality, chain }, set) => ({
    camera,
    quality,
    images: {
      ...scenes,
      name: `${camera}, ${quality}`,
      read: async (index: number) => degrade(await scene(index), chain, { seed: subSeed(0, index, set) }),
    },
  }));
  return { simulated: true, sets };
}

/** What `cameraPatches` takes. */
export interface CameraPatchesOptions {
  /** Scenes, the first ones; default 100, or as many as each set has. */
  readonly count?: number;
  /** Side of the centre patch in pixels; default 32. */
  readonly patch?: number;
  /**
   * Give the patches of one scene, one from each set, common means and deviations in each channel (the mean of theirs):
   * exposure, white balance and contrast then tell nothing. Default false.
   */
  readonly equalise?: boolean;
}

/** The centre patches of the same scenes from each set, in the form that `analyse` takes: a set is a "degradation". */
export async function cameraPatches(
  { sets }: Pick<Cameras, 'sets'>,
  options: CameraPatchesOptions = {},
): Promise<DegradedSets> {
  const { patch = 32, equalise = false } = options;
  const count = Math.min(options.count ?? 100, ...sets.map(({ images }) => images.count));
  const bySet: Image[][] = sets.map(() => []);
  for (let scene = 0; scene < count; scene++) {
    const views: Image[] = [];
    for (const { images } of sets) views.push(cropCentre(await images.read(scene), patch));
    (equalise ? equalised(views) : views).forEach((view, set) => bySet[set].push(view));
  }
  const patches = bySet.flat();
  return {
    degradations: sets.map(({ camera, quality }) => `${camera}, ${quality}`),
    patches,
    labels: Int32Array.from(patches, (_, i) => Math.floor(i / count)),
    contents: Int32Array.from(patches, (_, i) => i % count),
  };
}

/**
 * Views of one scene with the same mean and deviation in each channel, the mean of theirs. Samples that would leave
 * [0, 1] are clipped; a view without any contrast keeps none.
 */
export function equalised(views: readonly Image[]): Image[] {
  const all = views.map((view) => [0, 1, 2].map((channel) => moments(view, channel)));
  const average = (channel: number, which: 'mean' | 'deviation'): number =>
    all.reduce((sum, moment) => sum + moment[channel][which], 0) / views.length;
  const target = [0, 1, 2].map((channel) => ({
    mean: average(channel, 'mean'),
    deviation: average(channel, 'deviation'),
  }));
  return views.map((view, v) => {
    const out = createImage(view.height, view.width);
    for (let i = 0; i < out.data.length; i++) {
      const { mean, deviation } = all[v][i % 3];
      const gain = deviation > 0 ? target[i % 3].deviation / deviation : 0;
      out.data[i] = Math.min(1, Math.max(0, target[i % 3].mean + gain * (view.data[i] - mean)));
    }
    return out;
  });
}

function moments({ data }: Image, channel: number): { mean: number; deviation: number } {
  let [sum, squares] = [0, 0];
  for (let i = channel; i < data.length; i += 3) sum += data[i];
  const mean = (3 * sum) / data.length;
  for (let i = channel; i < data.length; i += 3) squares += (data[i] - mean) ** 2;
  return { mean, deviation: Math.sqrt((3 * squares) / data.length) };
}

/** CHI of a layer's maps by what tells the sets apart; 1 is what chance gives. Means over the t-SNE runs; by set and by scene also had other scenes been drawn (`resampled`). */
export interface CameraScores {
  readonly layer: string;
  /** By set: all cameras and qualities. */
  readonly bySet: Spread;
  /** One camera against the other among patches of one quality; the mean of the two qualities. */
  readonly byCamera: Spread;
  /** High against low among patches of one camera; the mean of the two cameras. */
  readonly byQuality: Spread;
  /** By scene: every scene's patches, one from each set, as a group. Content. */
  readonly byScene: Spread;
}

/** What a layer's maps of `cameraPatches` gather by: camera, quality or scene. */
export function cameraScores(
  { layer, runs }: Pick<LayerAnalysis, 'layer' | 'runs'>,
  { sets }: Pick<Cameras, 'sets'>,
  patches: Pick<DegradedSets, 'labels' | 'contents' | 'sources'>,
): CameraScores {
  const { labels, contents } = patches;
  const cameraOf = (i: number): string => sets[labels[i]].camera;
  const qualityOf = (i: number): string => sets[labels[i]].quality;
  const within = (points: Matrix, label: (i: number) => string, group: (i: number) => string): number => {
    const all = Array.from(labels, (_, i) => i);
    const groups = [...new Set(all.map(group))];
    const scores = groups.map((name) => {
      const rows = all.filter((i) => group(i) === name);
      return clusterScores(subset(points, rows), rows.map(label)).chi;
    });
    return scores.reduce((sum, chi) => sum + chi, 0) / scores.length;
  };
  const over = (score: (points: Matrix) => number): Spread =>
    overRuns(runs.map(({ points }) => score(points)));
  const maps = runs.map(({ points }) => points);
  const draws = setDraws(patches);
  return {
    layer,
    bySet: mapChi(maps, labels, draws),
    byCamera: over((points) => within(points, cameraOf, qualityOf)),
    byQuality: over((points) => within(points, qualityOf, cameraOf)),
    byScene: mapChi(maps, contents, draws),
  };
}

function subset({ columns, data }: Matrix, rows: readonly number[]): Matrix {
  const part = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    for (let c = 0; c < columns; c++) part[i * columns + c] = data[row * columns + c];
  });
  return createMatrix(rows.length, columns, part);
}

const told: Claim = {
  id: 'A.3-real-degradations',
  section: 'A.3, Fig. 12',
  text: 'The deep features (RB16) of SRResNet with global residual tell real pictures apart by camera and quality.',
  paper: undefined,
  threshold: 'CHI by camera and quality at RB16 is over 100',
  reason:
    'the bound that clusters by degradation must pass for synthetic ones, too; overlapping points have a CHI near 1. Weakly from 20.',
};

const notContent: Claim = {
  id: 'A.3-not-content',
  section: 'A.3, Fig. 12',
  text: 'It is camera and quality that they tell, not what a picture shows.',
  paper: undefined,
  threshold: 'CHI by camera and quality is at least 3 times CHI by scene',
  reason: 'CHI of either varies by less than a factor of 2 over t-SNE runs. Weakly from 1.',
};

const residualMatters: Claim = {
  id: 'A.3-global-residual',
  section: 'A.3, Fig. 12',
  text: 'Without global residual they are told apart far less.',
  paper: undefined,
  threshold: 'CHI at RB16 with global residual is at least 20 times that without',
  reason: 'the bound for synthetic degradations (4.3), far beyond the spread over t-SNE runs. Weakly from 5.',
};

/** What A.3 says of real cameras, checked on RB16 of SRResNet with and without global residual. */
export function checkRealWorld(scores: { wGR: CameraScores; woGR: CameraScores }): CheckedClaim[] {
  const over = (claim: Claim, less: Spread, bounds: readonly [number, number]): CheckedClaim =>
    checkMeasured(claim, {
      of: [scores.wGR.bySet, less],
      statistic: ([a, b]) => a / b,
      verdict: (ratio) => verdictBetween(ratio, ...bounds),
      ours: times,
    });
  return [
    checkMeasured(told, { of: [scores.wGR.bySet], verdict: (chi) => verdictBetween(chi, 100, 20) }),
    over(notContent, scores.wGR.byScene, [3, 1]),
    over(residualMatters, scores.woGR.bySet, [20, 5]),
  ];
}

/**
 * The paper's Fig. 12: a point is a patch, its camera in colour and shape, its quality in the shade (low: pale). Of networks
 * and layers those that are more stand side by side, the others below each other. Below each panel CHI by set. Where the patches of a
 * scene lie on one spot, each shows as a ring.
 */
export function camerasFigure(
  analyses: Analyses,
  { sets }: { readonly sets: readonly Pick<Cameras['sets'][number], 'camera' | 'quality'>[] },
  patches: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: FigureOptions = {},
): Figure {
  const { name = 'fig12-cameras' } = options;
  const cameras = [...new Set(sets.map(({ camera }) => camera))];
  const looks = classStyles(cameras.length);
  const styles = sets.map(({ camera, quality }): MarkerStyle => {
    const look = looks[cameras.indexOf(camera)];
    return quality === 'high' ? look : { ...look, colour: shades(look.colour, 5)[3] };
  });
  const networks = Object.entries(analyses);
  const layers = [...new Set(networks.flatMap(([, own]) => own.map(({ layer }) => layer)))];
  const across = networks.length > layers.length;
  const places = layers.flatMap((layer) => networks.map(([network]) => ({ layer, network })));
  return scatterGrid({
    ...options,
    name,
    labelNames: patches.degradations,
    styles,
    panels: places.flatMap(({ layer, network }) =>
      analyses[network]
        .filter((one) => one.layer === layer)
        .map(({ runs, chi }) => ({
          row: across ? layer : network,
          column: across ? network : layer,
          points: runs[0].points,
          labels: patches.labels,
          nested: true,
          note: `CHI ${chiText(chi.mean)}`,
        })),
    ),
  });
}
