import type { StoredTensor } from '../weights/stored-tensor';

/** Tensors with a common beginning of their names, which is taken off. */
export interface Group {
  /** The common beginning, without its last dot: `state_dict.module`; '' for all tensors of the file. */
  readonly place: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** Parts of a beginning: what is nested deeper is not looked for. */
const DEEPEST = 12;

/**
 * Walks the tensors of a file as a tree of dotted names, from the whole to its parts; `enter` says of each group whether
 * to go on inside it. Groups of one tensor are no networks and left out.
 */
export function walkGroups(
  tensors: ReadonlyMap<string, StoredTensor>,
  enter: (group: Group) => boolean,
): void {
  const waiting: { group: Group; depth: number }[] = [{ group: { place: '', tensors }, depth: 0 }];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { group, depth } = next;
    if (!enter(group) || depth >= DEEPEST) continue;
    for (const part of partsOf(group))
      if (part.tensors.size > 1) waiting.push({ group: part, depth: depth + 1 });
  }
}

/** The groups inside a group, by the first part of their names. */
export function partsOf({ place, tensors }: Group): Group[] {
  const parts = new Map<string, Map<string, StoredTensor>>();
  for (const [name, tensor] of tensors) {
    const dot = name.indexOf('.');
    if (dot < 0) continue;
    const first = name.slice(0, dot);
    const known = parts.get(first);
    if (known) known.set(name.slice(dot + 1), tensor);
    else parts.set(first, new Map([[name.slice(dot + 1), tensor]]));
  }
  return [...parts].map(([first, inner]) => ({ place: place ? `${place}.${first}` : first, tensors: inner }));
}

/** What wrappers of a part put into its names, and nobody calls a layer. */
const wrapped = /(^|\.)(_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module|_forward_module)(?=\.)/g;

/** Tensors without what `torch.compile` and others left within their names (`body._orig_mod.0.weight`). */
export function withoutWrappers(
  tensors: ReadonlyMap<string, StoredTensor>,
): ReadonlyMap<string, StoredTensor> {
  const plain = new Map<string, StoredTensor>();
  for (const [name, tensor] of tensors) plain.set(name.replace(wrapped, '').replace(/^\./, ''), tensor);
  // Two that would be called the same are two.
  return plain.size === tensors.size ? plain : tensors;
}

/** What wrappers of a whole network put in front of its names; a place is called without them. */
const wrappers = /(^|\.)(module|_orig_mod)$/;

/** A place as it is told and asked for: without what `DataParallel` and `torch.compile` leave at its end. */
export function placeName(place: string): string {
  let name = place;
  while (wrappers.test(name)) name = name.replace(wrappers, '');
  return name;
}
