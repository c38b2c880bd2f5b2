import { TensorView } from './tensors';

/** Where networks' weights are found in a checkpoint, the best first (an average of the weights before the last). */
const places = [
  'params_ema',
  'params',
  'state_dict',
  'generator',
  'net_g',
  'model_state_dict',
  'model',
  'net',
];

/** The tensors of a checkpoint by name, and under which of its keys they were. */
export interface StateDict {
  readonly tensors: ReadonlyMap<string, TensorView>;
  /** `params_ema`; undefined where the file is the state dict itself. */
  readonly place?: string;
}

/**
 * Finds the state dict in what a PyTorch file holds: itself, or under one of the usual keys. The prefix `module.`
 * that `DataParallel` leaves is taken off.
 */
export function findStateDict(root: unknown, refuse: (why: string) => never): StateDict {
  if (!(root instanceof Map)) return refuse('it holds no dict of tensors');
  const bare = tensorsIn(root);
  if (bare.size > 0) return { tensors: withoutModule(bare) };
  for (const place of places) {
    const inner: unknown = root.get(place);
    const tensors = inner instanceof Map ? tensorsIn(inner) : new Map<string, TensorView>();
    if (tensors.size > 0) return { tensors: withoutModule(tensors), place };
  }
  const keys = [...root.keys()].slice(0, 8).map(String).join(', ');
  return refuse(
    `it holds no tensors, neither itself nor under ${places.join(', ')}; its keys: ${keys || 'none'}`,
  );
}

function tensorsIn(dict: ReadonlyMap<unknown, unknown>): Map<string, TensorView> {
  const tensors = new Map<string, TensorView>();
  for (const [name, value] of dict) {
    if (typeof name === 'string' && value instanceof TensorView) tensors.set(name, value);
  }
  return tensors;
}

function withoutModule(tensors: Map<string, TensorView>): Map<string, TensorView> {
  const prefix = 'module.';
  if (![...tensors.keys()].every((name) => name.startsWith(prefix))) return tensors;
  return new Map([...tensors].map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
