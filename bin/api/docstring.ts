import ts from 'typescript';

/** A docstring: its text, and what its tags say. */
export interface Docstring {
  readonly text: string;
  readonly parameters: readonly { readonly name: string; readonly text: string }[];
  readonly returns?: string;
  readonly throws: readonly string[];
}

/** The docstring above a declaration or a member; an empty one where there is none. */
export function docstringOf(node: ts.Node): Docstring {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const doc = docs[docs.length - 1];
  const tags = doc?.tags ?? [];
  const named = (name: string): string[] =>
    [...tags].filter((tag) => tag.tagName.text === name).map((tag) => textOf(tag.comment));
  return {
    text: textOf(doc?.comment),
    parameters: [...tags]
      .filter(ts.isJSDocParameterTag)
      .map((tag) => ({ name: tag.name.getText(), text: textOf(tag.comment) })),
    returns: [...named('returns'), ...named('return')][0],
    throws: thrown(tags),
  };
}

/** `@throws InputError when ...`: the parser takes the name for a type only where it stands in braces. */
function thrown(tags: readonly ts.JSDocTag[]): string[] {
  return tags
    .filter((tag) => tag.tagName.text === 'throws')
    .map((tag) => {
      const source = tag.getText().replace(/^@throws\s*/, '');
      return source
        .split('\n')
        .map((line) => line.replace(/^\s*\*? ?/, ''))
        .join(' ')
        .replace(/\s+/g, ' ')
        .trim();
    });
}

function textOf(comment: string | ts.NodeArray<ts.JSDocComment> | undefined): string {
  return (ts.getTextOfJSDocComment(comment) ?? '').replace(/^- /, '').trim();
}

/** The first sentence, for lists. */
export function firstSentence(text: string): string {
  const paragraph = text.split(/\n\s*\n/)[0].replace(/\s+/g, ' ');
  return /^.*?[.:](?=\s+[A-Z`"(]|$)/.exec(paragraph)?.[0].replace(/:$/, '.') ?? paragraph;
}
