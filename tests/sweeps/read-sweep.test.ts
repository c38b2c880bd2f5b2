import { describe, expect, it } from 'vitest';
import { parseSweep } from '../../src/sweeps/spec/read-sweep';
import { expandRange } from '../../src/sweeps/spec/ranges';

const read = (text: string): ReturnType<typeof parseSweep> => parseSweep(text, 'grid.yaml');

describe('a sweep’s file', () => {
  it('has defaults for all but networks and degradations', () => {
    expect(read('networks: [srresnet-wgr]\ndegradations: [clean, blur4]')).toEqual({
      networks: [{ name: 'srresnet-wgr', shipped: 'srresnet-wgr', at: 'grid.yaml:1:12' }],
      degradations: [{ name: 'degradations', presets: ['clean', 'blur4'] }],
      images: [{ name: 'scenes', set: 'scenes', count: 100, at: 'the usual images' }],
      layers: 'auto',
      patch: 32,
      measured: 10,
      projection: { components: 50 },
      seeds: { first: 0, count: 5 },
      measures: ['chi'],
    });
  });

  it('takes files with what they do not tell, trainings with seeds, ranges, and one set for each preset', () => {
    const sweep = read(`
networks:
  - { file: nets/a.pth, options: { scale: 4, mean: [0.4, 0.4, 0.4], range: 255, globalResidual: true } }
  - { train: srresnet-wgr, name: mine, seeds: 3..4, iterations: 20 }
degradations:
  levels: [clean, blur1..2/0.5]
  one by one: { each: [noise10..20/10+jpeg30] }
images: [scenes, { set: ./photos, name: ours, count: 20, size: 256 }]
layers: [RB1, RB16]
seeds: 10..12
measures: [psnr, chi]
projection: { perplexity: 12.5, iterations: 250, components: 20 }
`);
    expect(sweep.networks).toMatchObject([
      {
        name: 'a',
        file: 'nets/a.pth',
        options: { scale: 4, mean: [0.4, 0.4, 0.4], range: 255, globalResidual: true },
      },
      {
        name: 'mine (seed 3)',
        training: { recipe: 'srresnet-wgr', profile: 'compact', seed: 3, iterations: 20 },
      },
      { name: 'mine (seed 4)', training: { seed: 4 } },
    ]);
    expect(sweep.degradations).toEqual([
      { name: 'levels', presets: ['clean', 'blur1', 'blur1.5', 'blur2'] },
      { name: 'one by one noise10+jpeg30', presets: ['clean', 'noise10+jpeg30'] },
      { name: 'one by one noise20+jpeg30', presets: ['clean', 'noise20+jpeg30'] },
    ]);
    expect(sweep.images).toMatchObject([
      { set: 'scenes' },
      { set: './photos', name: 'ours', count: 20, size: 256 },
    ]);
    expect(sweep).toMatchObject({
      layers: ['RB1', 'RB16'],
      seeds: { first: 10, count: 3 },
      measures: ['chi', 'psnr'],
    });
    expect(sweep.projection).toEqual({ components: 20, perplexity: 12.5, iterations: 250 });
  });

  it.each([
    ['', /^grid\.yaml: is empty/],
    ['networks: [a\ndegradations: 3', /^grid\.yaml:2:\d+: /],
    ['networks: [a]\nnetworks: [b]', /^grid\.yaml:2:1: .*unique/],
    [
      'networks: [a]\ndegradation: [clean, blur2]',
      /^grid\.yaml:2:1: there is no key “degradation” here; there are networks, deg/,
    ],
    ['networks: [a]', /^grid\.yaml:1:1: the key “degradations” is missing/],
    ['degradations: [clean, blur2]\nnetworks:', /^grid\.yaml:2:10: a text is wanted here, not nothing/],
    ['networks: [a]\ndegradations: [clean]', /^grid\.yaml:2:15: a set tells at least two degradations apart/],
    ['networks: [a]\ndegradations:\n  - clean\n  - blurr2', /^grid\.yaml:4:5: Preset "blurr2"/],
    ['networks: [a]\ndegradations: [clean, blur4..1]', /^grid\.yaml:2:23: blur4\.\.1 goes down/],
    ['networks: [a]\ndegradations: [clean, blur1..2/0]', /^grid\.yaml:2:23: .*steps of 0/],
    ['networks: [a]\ndegradations: [clean, noise0.01..50/0.01]', /^grid\.yaml:2:23: .*more than 1000/],
    ['networks: [a, a]\ndegradations: [clean, blur2]', /^grid\.yaml:1:11: two are called a/],
    ['networks: [net.pth]\ndegradations: [clean, blur2]', /^grid\.yaml:1:12: .*write `file: net\.pth`/],
    [
      'networks: [{train: srresnet-wgrr}]\ndegradations: [clean, blur2]',
      /^grid\.yaml:1:20: srresnet-wgrr: no such recipe/,
    ],
    [
      'networks: [{file: a.pth, seeds: 2}]\ndegradations: [clean, blur2]',
      /^grid\.yaml:1:\d+: `seeds` goes with `train:`/,
    ],
    [
      'networks: [{file: a.pth, options: {scale: two}}]\ndegradations: [clean, blur2]',
      /^grid\.yaml:1:43: a number is wanted here, not “two”/,
    ],
    [
      'networks: [a]\ndegradations: [clean, blur2]\nseeds: 0',
      /^grid\.yaml:3:8: a whole number of at least 1/,
    ],
    [
      'networks: [a]\ndegradations: [clean, blur2]\nmeasures: [CHI]',
      /^grid\.yaml:3:12: “CHI” is none of chi, srga/,
    ],
    [
      'networks: [a]\ndegradations: [clean, blur2]\npatch: 31.5',
      /^grid\.yaml:3:8: a whole number of at least 16/,
    ],
    ['- a\n- b', /^grid\.yaml:1:1: a map is wanted here/],
  ])('says what is wrong, and where: %j', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe('ranges', () => {
  it('go by steps, in each link of a chain, and keep their digits short', () => {
    expect(expandRange('blur1..4')).toEqual(['blur1', 'blur2', 'blur3', 'blur4']);
    expect(expandRange('blur0.1..0.3/0.1')).toEqual(['blur0.1', 'blur0.2', 'blur0.3']);
    expect(expandRange('blur1..2+jpeg30..50/20')).toEqual([
      'blur1+jpeg30',
      'blur1+jpeg50',
      'blur2+jpeg30',
      'blur2+jpeg50',
    ]);
    expect(expandRange('clean')).toEqual(['clean']);
  });
});
