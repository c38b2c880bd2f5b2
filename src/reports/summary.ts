import type { Report } from './report';

/** The verdicts, what comes of comparing two networks, and what to know about them, a line each. */
export function summaryText({ networks, images, comparison }: Report): string[] {
  const { skipped } = images;
  return [
    ...networks.map(({ verdict }) => verdict.text),
    ...(comparison === undefined ? [] : [comparison]),
    ...networks.flatMap(({ name, warnings }) => warnings.map((warning) => `Note on ${name}: ${warning}.`)),
    ...images.warnings.map((warning) => `Note: ${warning}`),
    ...skipped.slice(0, 10).map(({ name, reason }) => `Left out: ${name}: ${reason}`),
    ...(skipped.length > 10 ? [`Left out: ${skipped.length - 10} more images.`] : []),
  ];
}
