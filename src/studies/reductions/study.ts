import type { Study } from '../study';

export const reductions: Study = {
  name: 'reductions',
  notebook: 'A5-dimensionality-reduction',
  section: 'A.12, Fig. 21, Tab. 9',
  question: 'Does it depend on how features are reduced: PCA, t-SNE, UMAP, their settings?',
  claims: () => [import('./claims'), import('./view-claims')],
  figures: () => [import('./figures')],
};
