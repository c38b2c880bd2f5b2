import type { ClaimRecord } from '@ddr-lab/book/claims/claim-record';

/** A claim as a notebook found it, with what a test says of it. */
export function claim(more: Partial<ClaimRecord> = {}): ClaimRecord {
  return {
    id: '4.3-a',
    section: 'Sec. 4.3, Fig. 6',
    text: 'Deep features cluster by degradation.',
    paper: 322.16,
    ours: 278.3112906999987,
    threshold: 'CHI at RB16 is over 100',
    verdict: 'holds',
    notebook: '03-gr',
    ...more,
  };
}
