import type { Report } from './report';

/** The verdicts and what to know about them, a line each. */
export function summaryText({ networks, images }: Report): string[] {
  const { skipped } = images;
  return [
    ...networks.map(({ verdict }) => verdict.text),
    ...networks.flatMap(({ name, warnings }) => warnings.map((warning) => `Note on ${name}: ${warning}.`)),
    ...images.warnings.map((warning) => `Note: ${warning}`),
    ...skipped.slice(0, 10).map(({ name, reason }) => `Left out: ${name}: ${reason}`),
    ...(skipped.length > 10 ? [`Left out: ${skipped.length - 10} more images.`] : []),
  ];
}

/** Text from files and their names without the control characters that a terminal would obey. */
export function forTerminal(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '?');
}
