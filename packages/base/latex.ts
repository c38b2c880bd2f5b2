/** What stands for a character in LaTeX's text mode. */
const commands: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  // A straight one is in no font of LaTeX's oldest encoding.
  '"': "{''}",
  '`': '\\textasciigrave{}',
  '±': '$\\pm$',
  '×': '$\\times$',
  '·': '$\\cdot$',
  '−': '$-$',
  '∞': '$\\infty$',
  '≤': '$\\leq$',
  '≥': '$\\geq$',
  '≈': '$\\approx$',
  '≠': '$\\neq$',
  '→': '$\\rightarrow$',
  '←': '$\\leftarrow$',
  '↑': '$\\uparrow$',
  '↓': '$\\downarrow$',
  '✓': '$\\surd$',
  '†': '\\textdagger{}',
  '‡': '\\textdaggerdbl{}',
  '°': '$^\\circ$',
  µ: '$\\mu$',
  '²': '$^2$',
  '³': '$^3$',
  '–': '\\textendash{}',
  '—': '\\textemdash{}',
  '‘': '`',
  '’': "'",
  '“': '``',
  '”': "''",
  '…': '\\ldots{}',
  '\u00a0': '~',
  '\u2009': '\\,',
  '\u202f': '\\,',
};

const greek =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi . pi rho . sigma tau upsilon phi chi psi omega';
const lower: Readonly<Record<string, string>> = Object.fromEntries(
  greek
    .split(' ')
    .flatMap((name, i) => (name === '.' ? [] : [[String.fromCodePoint(0x3b1 + i), `$\\${name}$`]])),
);
const upper: Readonly<Record<string, string>> = Object.fromEntries(
  'Γ Δ Θ Λ Ξ Π Σ Φ Ψ Ω'
    .split(' ')
    .map((letter, i) => [
      letter,
      `$\\${'Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega'.split(' ')[i]}$`,
    ]),
);

/** Letters that LaTeX sets as they are, in UTF-8, which it reads since 2018: Latin with its accents. */
const asItIs = /[A-Za-z0-9À-ÖØ-öø-ž]/u;

/**
 * Text as LaTeX sets it letter by letter, in text mode, in any engine: none of its characters is a command. Line breaks and control
 * characters become spaces. A character that pdflatex has no letter for stands as its number, `[U+4E2D]`, so that a document always compiles.
 */
export function latexText(text: string): string {
  return [...text.normalize('NFC').replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')]
    .map(latexLetter)
    .join('')
    .replace(/-(?=-)/g, '-{}');
}

function latexLetter(letter: string): string {
  const command = commands[letter] ?? lower[letter] ?? upper[letter];
  if (command !== undefined) return command;
  if (asItIs.test(letter) || (letter >= ' ' && letter <= '~')) return letter;
  if (/[\p{Mn}\p{Cf}]/u.test(letter)) return '';
  return `[U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** Text for a comment: one line, and nothing that ends it. */
export function latexComment(text: string): string {
  return `% ${text.replace(/\s+/g, ' ').trim()}`;
}

const numbers =
  'Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen Sixteen Seventeen Eighteen Nineteen Twenty'.split(
    ' ',
  );

/**
 * A name for a command, which may hold letters alone: `4.3-wgr-clusters` becomes `FourThreeWgrClusters`. Numbers up to twenty are
 * written out, longer ones digit by digit; all else between letters begins a new word.
 */
export function latexName(words: string): string {
  const parts = words.normalize('NFD').match(/[A-Za-z]+|\d+/g) ?? [];
  return parts
    .map((part) => {
      if (!/\d/.test(part)) return part[0].toUpperCase() + part.slice(1);
      const short = /^(0|[1-9]\d?)$/.test(part) ? numbers[Number(part)] : undefined;
      return short ?? [...part].map((digit) => numbers[Number(digit)]).join('');
    })
    .join('');
}
