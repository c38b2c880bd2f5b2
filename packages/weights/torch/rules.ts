import { Global, type Limits, Tuple, wordFor } from '../pickle/values';
import type { PickleRules } from '../pickle/unpickle';
import { encoded, NumpyArray, NumpyType } from './numpy';
import { type Storages, viewOf } from './tensors';

type Refuse = (why: string) => never;
type Make = (args: readonly unknown[], refuse: Refuse, limits: Limits) => unknown;

const orderedDict: Make = ([items], refuse, limits) => {
  limits.container();
  if (items === undefined) return new Map();
  if (!Array.isArray(items)) return refuse('an OrderedDict is not made of a list');
  limits.copy(items.length);
  const dict = new Map<unknown, unknown>();
  for (const pair of items as unknown[]) {
    const [key, value] =
      pair instanceof Tuple ? pair.items : Array.isArray(pair) ? (pair as unknown[]) : [undefined];
    if (dict.has(key)) refuse(`an OrderedDict has the key ${wordFor(key)} twice`);
    dict.set(key, value);
  }
  return dict;
};

const numpyArray: Make = (_, __, limits) => {
  limits.container();
  return new NumpyArray();
};

/** `_frombuffer(bytes, type, shape, 'C' or 'F')`, of protocol 5. */
const numpyFromBuffer: Make = ([bytes, type, shape, order], refuse, limits) => {
  limits.container();
  const array = new NumpyArray();
  array.set(shape, type, order === 'F', bytes, refuse);
  return array;
};

/** `_rebuild_from_type_v2(function, class, arguments, attributes)`: a tensor of a class of one's own. */
const ofType: Make = ([callee, , args], refuse, limits) =>
  callee instanceof Global && args instanceof Tuple && !callee.name.startsWith('_rebuild_from_type')
    ? made(callee, args.items, refuse, limits)
    : undefined;

const inside: Make = ([tensor]) => tensor;

/** Every name that means something here, with what calling it gives. All others stay names, and their results opaque. */
const callable: Readonly<Record<string, Make>> = {
  'collections.OrderedDict': orderedDict,
  'collections.defaultdict': (_, __, limits) => {
    limits.container();
    return new Map();
  },
  'torch._utils._rebuild_tensor': (args, refuse) => viewOf(args, refuse),
  'torch._utils._rebuild_tensor_v2': (args, refuse) => viewOf(args, refuse),
  'torch._utils._rebuild_tensor_v3': (args, refuse) => viewOf(args, refuse, args[6] ?? null),
  'torch._utils._rebuild_parameter': inside,
  'torch._utils._rebuild_parameter_with_state': inside,
  'torch._utils._rebuild_device_tensor_from_numpy': inside,
  'torch._utils._rebuild_device_tensor_from_cpu_tensor': inside,
  'torch._utils._rebuild_xla_tensor': inside,
  'torch._tensor._rebuild_from_type_v2': ofType,
  'torch._tensor._rebuild_from_type': ofType,
  'torch.Size': ([items]) => items,
  'numpy.dtype': ([code]) => (typeof code === 'string' ? new NumpyType(code) : undefined),
  'numpy.core.multiarray._reconstruct': numpyArray,
  'numpy._core.multiarray._reconstruct': numpyArray,
  'numpy.core.numeric._frombuffer': numpyFromBuffer,
  'numpy._core.numeric._frombuffer': numpyFromBuffer,
  '_codecs.encode': encoded,
};

function made({ path }: Global, args: readonly unknown[], refuse: Refuse, limits: Limits): unknown {
  return Object.hasOwn(callable, path) ? callable[path](args, refuse, limits) : undefined;
}

/**
 * The rules by which PyTorch's pickles are read: the handful of names that tensors need, and nothing else. Whatever else is
 * in a checkpoint (settings, dates, objects) stays opaque: it is never run, and no reason to refuse the weights beside it.
 *
 * @param refuse throws the error that names the file.
 */
export function torchRules(storages: Storages, refuse: Refuse): PickleRules {
  return {
    refuse,
    call: (callee, args, limits) => made(callee, args, refuse, limits),
    build: (object, state) => {
      if (object instanceof NumpyArray) object.build(state, refuse);
      else if (object instanceof NumpyType && state instanceof Tuple && state.items[1] === '>') {
        object.littleEndian = false;
      }
      // Of tensors and dicts, attributes that weights do not need.
    },
    persistent: (id) => storages.named(id),
  };
}
