import type { PickleRules } from '../pickle/unpickle';
import { Global, Opaque, Tuple } from '../pickle/values';
import { dtypes } from './dtypes';
import { storageOf, viewOf } from './tensors';

type Make = (args: readonly unknown[], refuse: (why: string) => never) => unknown;

const orderedDict: Make = ([items], refuse) => {
  if (items === undefined) return new Map();
  if (!Array.isArray(items)) return refuse('an OrderedDict is not made of a list');
  return new Map(
    items.map((pair): [unknown, unknown] => {
      const [key, value] =
        pair instanceof Tuple ? pair.items : Array.isArray(pair) ? (pair as unknown[]) : [];
      return [key, value];
    }),
  );
};

/** Every name that may be called, with what that gives here. All others are refused. */
const callable: Readonly<Record<string, Make>> = {
  'collections.OrderedDict': orderedDict,
  'collections.defaultdict': () => new Map(),
  'torch._utils._rebuild_tensor': viewOf,
  'torch._utils._rebuild_tensor_v2': viewOf,
  'torch._utils._rebuild_parameter': ([tensor]) => tensor,
  'torch.Size': ([items]) => items,
  'torch.device': () => new Opaque('device'),
  'numpy.dtype': () => new Opaque('dtype'),
  'numpy.core.multiarray.scalar': () => new Opaque('NumPy number'),
  'numpy._core.multiarray.scalar': () => new Opaque('NumPy number'),
  '_codecs.encode': () => new Opaque('bytes'),
};

/** Names that may be mentioned, but not called. */
const mentionable = new Set([
  ...Object.keys(dtypes).map((name) => `torch.${name}`),
  ...['float32', 'float64', 'float16', 'bfloat16', 'int64', 'int32', 'int16', 'int8', 'uint8', 'bool'].map(
    (name) => `torch.${name}`,
  ),
  'builtins.dict',
  '__builtin__.dict',
]);

/**
 * The rules by which PyTorch's pickles are read: the handful of names that tensors need, and nothing else.
 *
 * @param refuse throws the error that names the file.
 */
export function torchRules(refuse: (why: string) => never): PickleRules {
  return {
    refuse,
    mention: ({ path }) => {
      if (!Object.hasOwn(callable, path) && !mentionable.has(path)) {
        refuse(
          `it names ${path}, which weights do not need and which is not looked into. Save the weights alone: torch.save(network.state_dict(), file)`,
        );
      }
    },
    call: ({ path }, args) =>
      Object.hasOwn(callable, path) ? callable[path](args, refuse) : refuse(`it calls ${path}`),
    persistent: (id) =>
      storageOf(
        id,
        (type) => (type instanceof Global && type.module === 'torch' ? type.name : undefined),
        refuse,
      ),
  };
}
