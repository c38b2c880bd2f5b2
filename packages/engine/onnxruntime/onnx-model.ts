import protobuf from 'protobufjs/light';

/** A whole number as protobufjs gives one of 64 bits. */
export type Whole = number | { toNumber(): number };

/** What is read or written of the messages of onnx.proto, under their published names. All else in them is kept as it is. */
export interface OnnxModel {
  irVersion?: Whole;
  producerName?: string;
  opsetImport: { domain?: string; version?: Whole }[];
  graph?: OnnxGraph;
  functions?: { name?: string; domain?: string; node: OnnxNode[] }[];
}

export interface OnnxGraph {
  name?: string;
  node: OnnxNode[];
  initializer: OnnxTensor[];
  sparseInitializer?: Uint8Array[];
  input: OnnxValue[];
  output: OnnxValue[];
  valueInfo?: OnnxValue[];
}

export interface OnnxNode {
  input: string[];
  output: string[];
  name?: string;
  opType?: string;
  domain?: string;
  attribute: OnnxAttribute[];
}

export interface OnnxAttribute {
  name?: string;
  /** onnx.proto's number of the attribute's type; 7 are whole numbers. */
  type?: number;
  f?: number;
  floats?: number[];
  i?: Whole;
  ints?: Whole[];
  s?: Uint8Array;
  t?: OnnxTensor;
  g?: OnnxGraph;
  tensors?: OnnxTensor[];
  graphs?: OnnxGraph[];
}

export interface OnnxTensor {
  dims: Whole[];
  dataType?: number;
  name?: string;
  rawData?: Uint8Array;
  int64Data?: Whole[];
  externalData?: { key?: string; value?: string }[];
  dataLocation?: number;
}

export interface OnnxValue {
  name?: string;
  type?: { tensorType?: { elemType?: number; shape?: { dim: { dimValue?: Whole; dimParam?: string }[] } } };
}

const field = (id: number, type: string): object => ({ id, type });
const repeated = (id: number, type: string): object => ({ id, type, rule: 'repeated' });

/**
 * The messages of onnx.proto. Those that nothing here looks into are `bytes`, which on the wire is the same: they pass
 * through untouched. Texts about the model (doc_string, metadata_props) are dropped.
 */
const model = protobuf.Root.fromJSON({
  nested: {
    Model: {
      fields: {
        irVersion: field(1, 'int64'),
        producerName: field(2, 'string'),
        graph: field(7, 'Graph'),
        opsetImport: repeated(8, 'Opset'),
        functions: repeated(25, 'Function'),
      },
    },
    Opset: { fields: { domain: field(1, 'string'), version: field(2, 'int64') } },
    Function: {
      fields: {
        name: field(1, 'string'),
        input: repeated(4, 'string'),
        output: repeated(5, 'string'),
        attribute: repeated(6, 'string'),
        node: repeated(7, 'Node'),
        opsetImport: repeated(9, 'Opset'),
        domain: field(10, 'string'),
        attributeProto: repeated(11, 'Attribute'),
        overload: field(13, 'string'),
      },
    },
    Graph: {
      fields: {
        node: repeated(1, 'Node'),
        name: field(2, 'string'),
        initializer: repeated(5, 'Tensor'),
        input: repeated(11, 'Value'),
        output: repeated(12, 'Value'),
        valueInfo: repeated(13, 'Value'),
        quantizationAnnotation: repeated(14, 'bytes'),
        sparseInitializer: repeated(15, 'bytes'),
      },
    },
    Node: {
      fields: {
        input: repeated(1, 'string'),
        output: repeated(2, 'string'),
        name: field(3, 'string'),
        opType: field(4, 'string'),
        attribute: repeated(5, 'Attribute'),
        domain: field(7, 'string'),
        overload: field(8, 'string'),
      },
    },
    Attribute: {
      fields: {
        name: field(1, 'string'),
        f: field(2, 'float'),
        i: field(3, 'int64'),
        s: field(4, 'bytes'),
        t: field(5, 'Tensor'),
        g: field(6, 'Graph'),
        floats: repeated(7, 'float'),
        ints: repeated(8, 'int64'),
        strings: repeated(9, 'bytes'),
        tensors: repeated(10, 'Tensor'),
        graphs: repeated(11, 'Graph'),
        tp: field(14, 'bytes'),
        typeProtos: repeated(15, 'bytes'),
        type: field(20, 'int32'),
        refAttrName: field(21, 'string'),
        sparseTensor: field(22, 'bytes'),
        sparseTensors: repeated(23, 'bytes'),
      },
    },
    Tensor: {
      fields: {
        dims: repeated(1, 'int64'),
        dataType: field(2, 'int32'),
        segment: field(3, 'bytes'),
        // Packed on the wire: bytes, lest each number become an object.
        floatData: field(4, 'bytes'),
        int32Data: repeated(5, 'int32'),
        stringData: repeated(6, 'bytes'),
        int64Data: repeated(7, 'int64'),
        name: field(8, 'string'),
        rawData: field(9, 'bytes'),
        doubleData: field(10, 'bytes'),
        uint64Data: repeated(11, 'uint64'),
        externalData: repeated(13, 'Pair'),
        dataLocation: field(14, 'int32'),
      },
    },
    Pair: { fields: { key: field(1, 'string'), value: field(2, 'string') } },
    Value: { fields: { name: field(1, 'string'), type: field(2, 'Type') } },
    Type: {
      fields: {
        tensorType: field(1, 'TensorType'),
        sequenceType: field(4, 'bytes'),
        mapType: field(5, 'bytes'),
        denotation: field(6, 'string'),
        sparseTensorType: field(8, 'bytes'),
        optionalType: field(9, 'bytes'),
      },
    },
    TensorType: { fields: { elemType: field(1, 'int32'), shape: field(2, 'Shape') } },
    Shape: { fields: { dim: repeated(1, 'Dimension') } },
    Dimension: { fields: { dimValue: field(1, 'int64'), dimParam: field(2, 'string') } },
  },
} as protobuf.INamespace).lookupType('Model');

/** Decodes the bytes of a `.onnx` file; throws where they are no such message. Numbers in it stay views of the bytes. */
export function decodeModel(bytes: Uint8Array): OnnxModel {
  return model.decode(bytes) as unknown as OnnxModel;
}

/** The bytes of a model. */
export function encodeModel(value: OnnxModel): Uint8Array {
  return model.encode(value).finish();
}

/** A number of 64 bits as a plain one; what lies beyond 2^53 is rounded. */
export function plain(value: Whole | undefined): number {
  return value === undefined ? 0 : typeof value === 'number' ? value : value.toNumber();
}
