"""Networks that a training step is timed on, from weight files of ours."""

import json

import srresnet
import video_transformer

LOADERS = {"srresnet": srresnet.load, "video-transformer": video_transformer.load}


def load(path):
    metadata, _ = srresnet.read_safetensors(path)
    return LOADERS[json.loads(metadata["network"])["kind"]](path)
