import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { latexComment, latexName, latexText } from '@ddr-lab/base/latex';
import { type ClaimRecord, countVerdicts } from './claim-record';
import { intervalText, paperText, valueText } from './value-text';

/** A LaTeX command without arguments: `\claimFourThreeWgrClusters`. */
export interface Macro {
  /** Letters alone, without the backslash. */
  readonly name: string;
  /** Its text in LaTeX. */
  readonly text: string;
}

/** What `claimMacros` takes. */
export interface ClaimMacroOptions {
  /** What all names begin with, letters; default `claim`. Two records in one paper need two. */
  readonly prefix?: string;
}

/**
 * The claims' numbers as LaTeX commands, so that a paper's text follows the run. Names come from the claims' ids alone and stay while these do.
 * For the id `4.3-wgr-clusters`:
 *
 * - `\claimFourThreeWgrClusters`: our number or numbers, as in `ddr claims`;
 * - `...Value`, or `...ValueOne`, `...ValueTwo` where there are several: each number alone, with its sign, without its unit;
 * - `...Low`, `...High`, `...Interval`: the 95 % interval, where there is one;
 * - `...Paper`: the paper's number; `...Verdict`: `holds`, `holds weakly` or `does not hold`.
 *
 * And `\claimsTotal`, `\claimsHold`, `\claimsHoldWeakly`, `\claimsDoNotHold`, `\claimsVerdicts`: how many there are.
 *
 * @throws InputError where the prefix is no word, or two ids would have one name.
 */
export function claimMacros(
  claims: readonly ClaimRecord[],
  { prefix = 'claim' }: ClaimMacroOptions = {},
): Macro[] {
  if (!/^[A-Za-z]+$/.test(prefix)) {
    throw new InputError(
      `The names of LaTeX commands begin with letters alone, not ${JSON.stringify(prefix)}.`,
    );
  }
  const owners = new Map<string, string>();
  const macros = claims.flatMap((claim) =>
    macrosOf(claim, prefix).map((macro) => {
      const owner = owners.get(macro.name);
      if (owner !== undefined) {
        throw new InputError(
          `The claims ${owner} and ${claim.id} would both have the LaTeX command \\${macro.name}: give one another id.`,
        );
      }
      owners.set(macro.name, claim.id);
      return macro;
    }),
  );
  return [...macros, ...counts(claims, prefix)];
}

function macrosOf(claim: ClaimRecord, prefix: string): Macro[] {
  const { id, ours, paper, verdict, interval } = claim;
  const start = `${prefix}${latexName(id)}`;
  // A hyphen before a number is its sign.
  const macro = (end: string, text: string): Macro => ({
    name: `${start}${end}`,
    text: latexText(text.replace(/(?<![\p{L}\d.])-(?=\d)/gu, '−')),
  });
  const numbers = claimNumbers(ours);
  const ends = numbers.length === 1 ? ['Value'] : numbers.map((_, i) => `Value${latexName(String(i + 1))}`);
  return [
    macro('', valueText(ours)),
    ...numbers.map((number, i) => macro(ends[i], number)),
    ...(interval
      ? [
          macro('Low', endText(interval.low, '−∞')),
          macro('High', endText(interval.high, '∞')),
          macro('Interval', intervalText(interval)),
        ]
      : []),
    ...(paper === null || paper === undefined || paper === '' ? [] : [macro('Paper', paperText(paper))]),
    macro('Verdict', verdict),
  ];
}

/** The numbers in what a claim measured, as they stand there, in their order: `0.03 dB, 0.11 dB against 0.36 dB` has three. */
export function claimNumbers(ours: unknown): string[] {
  // A digit behind a letter (`noise20`, `RB16`) is part of a name.
  return valueText(ours).match(/(?<![\p{L}\d.])[-+−]?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\d\p{L}])/gu) ?? [];
}

const endText = (end: number | null, open: string): string =>
  end === null ? open : String(Number(end.toPrecision(3)));

function counts(claims: readonly ClaimRecord[], prefix: string): Macro[] {
  const of = (verdict: string): string => String(claims.filter((claim) => claim.verdict === verdict).length);
  const name = `${prefix.replace(/s$/, '')}s`;
  return [
    { name: `${name}Total`, text: String(claims.length) },
    { name: `${name}Hold`, text: of('holds') },
    { name: `${name}HoldWeakly`, text: of('holds weakly') },
    { name: `${name}DoNotHold`, text: of('does not hold') },
    { name: `${name}Verdicts`, text: latexText(countVerdicts(claims)) },
  ];
}

/** `claimMacros` as a file for `\input`: above each claim's commands, in a comment, what it claims. */
export function claimsLatex(claims: readonly ClaimRecord[], options: ClaimMacroOptions = {}): string {
  const macros = claimMacros(claims, options);
  const line = ({ name, text }: Macro): string => `\\newcommand{\\${name}}{${text}}`;
  let at = 0;
  const blocks = claims.map((claim) => {
    const own = macros.slice(at, (at += macrosOf(claim, options.prefix ?? 'claim').length));
    return [latexComment(`${claim.id} (${claim.section}): ${claim.text}`), ...own.map(line), ''];
  });
  return [
    '% Written by ddr-lab, and written anew by the next run: what the claims measured, as commands for a paper.',
    '% In a text, {} keeps the space behind one: \\claimsHold{} of \\claimsTotal{} hold.',
    '',
    ...blocks.flat(),
    ...macros.slice(at).map(line),
    '',
  ].join('\n');
}

/**
 * Writes `claimsLatex` to a file, whole or not at all.
 *
 * @throws InputError where the file cannot be written, and as `claimMacros`.
 */
export async function writeClaimMacros(
  file: string,
  claims: readonly ClaimRecord[],
  options: ClaimMacroOptions = {},
): Promise<void> {
  await writeWhole(file, claimsLatex(claims, options));
}
