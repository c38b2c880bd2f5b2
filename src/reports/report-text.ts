import type { Report } from './report';

/** The report as the text of `report.json`: points on one line each run, all else indented. */
export function reportText(report: Report): string {
  const text = JSON.stringify(
    report,
    (key, value: unknown) => (key === 'points' ? JSON.stringify(value) : value),
    2,
  );
  // Points hold only numbers and brackets, so that the quotes around them can go.
  return `${text.replace(/("points": )"([-\d.,e+[\]]*)"/g, '$1$2')}\n`;
}
