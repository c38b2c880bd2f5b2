import { degradation } from './degradation';

/** No degradation: the image as it is, with which others are compared. */
export const clean = degradation<object>({
  title: 'Clean',
  summary: 'Nothing: the image as it is.',
  source: "The paper's reference.",
  options: {},
  presets: [{ word: 'clean', summary: 'the image as it is' }],
  apply: (image) => image,
});
