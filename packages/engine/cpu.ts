import type { Candidate } from './candidate';

/** tfjs in plain JavaScript: runs everywhere, slowly. */
export const cpu: Candidate = {
  name: 'cpu',
  load: async () => {
    await import('@tensorflow/tfjs-backend-cpu');
    return 'cpu';
  },
};
