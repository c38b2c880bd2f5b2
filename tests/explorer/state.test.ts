import { describe, expect, it } from 'vitest';
import { clean, fromFragment, type State, toFragment } from '../../src/explorer/page/state';

const start: State = {
  networks: [0, 1],
  layer: 16,
  step: -1,
  map: 'pca',
  colour: 'degradation',
  hidden: [],
  pin: -1,
  sample: -1,
  look: [],
  degrading: clean,
};
const limits = { networks: 3, layers: 17, rows: 100, degradations: 5, samples: 2, steps: 5, degraders: 1 };

describe('the state in a link', () => {
  it('comes back as it was, and says nothing of what is as it begins', () => {
    expect(toFragment(start, start)).toBe('');
    const state: State = {
      networks: [2, -1],
      layer: 3,
      step: 2,
      map: 'tsne',
      colour: 'loss',
      hidden: [1, 4],
      pin: 99,
      sample: 1,
      look: [0, 43],
      degrading: { blur: 1.5, noise: 20, jpeg: 30, rain: 2.5, learnt: 0 },
    };
    expect(fromFragment(`#${toFragment(state, start)}`, start, limits)).toEqual(state);
  });

  it('takes no nonsense: what is beyond its limits stays as it begins', () => {
    const nonsense =
      '#layer=17&step=9&map=umap&colour=<b>&hidden=7&pin=1e9&networks=5.x&blur=-1&noise=NaN&jpeg=2.5&rain=1e3&sample=2&look=3&learnt=1';
    expect(fromFragment(nonsense, start, limits)).toEqual(start);
  });
});
