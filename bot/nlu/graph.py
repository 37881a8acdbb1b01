"""The graph of a BERT encoder for onnxruntime, built from its weights without a deep-learning framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

VERSION = 2
"""Goes up with every change that gives other numbers or another interface."""

# Seven bits a weight: processors without VNNI add two products in 16 bits, which eight bits can overflow.
STEPS = 63

Weights = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Shape:
    """The sizes of one BERT."""

    layers: int
    """How many transformer layers."""
    heads: int
    """Attention heads a layer."""
    width: int
    """Length of a token vector."""
    epsilon: float
    """What layer normalisation adds to the variance."""

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> Shape:
        """Read the sizes from a `config.json` of the transformers family.

        Raises:
            ValueError: the file describes an encoder of another kind.
        """
        if config.get("model_type") != "bert" or config.get("hidden_act") != "gelu":
            raise ValueError("the encoder's config.json is not that of a BERT with gelu")
        return cls(
            layers=int(config["num_hidden_layers"]),
            heads=int(config["num_attention_heads"]),
            width=int(config["hidden_size"]),
            epsilon=float(config["layer_norm_eps"]),
        )


@dataclass
class _Sheet:
    """Nodes and constants of a graph under construction."""

    small: bool
    """Weights as bytes instead of floats."""
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    """In the order they run."""
    constants: dict[str, onnx.TensorProto] = field(default_factory=dict)
    """By name."""

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def linear(self, name: str, given: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
        """given · weightᵀ + bias, for a weight of (out, in) as BERT stores it."""
        offset = self.constant(f"{name}.bias", bias)
        if not self.small:
            product = self.node("MatMul", [given, self.constant(f"{name}.weight", weight.T)], f"{name}.product")
            return self.node("Add", [product, offset], name)
        rounded, scale = _round_rows(weight)
        inputs = [
            given,
            self.constant(f"{name}.weight", rounded.T),
            self.constant(f"{name}.scale", scale),
            self.constant(f"{name}.zero", np.zeros_like(scale, dtype=np.int8)),
            offset,
        ]
        return self.node("DynamicQuantizeMatMul", inputs, name, domain="com.microsoft")

    def rows(self, name: str, indices: str, table: NDArray[np.float32]) -> str:
        """The rows of a table."""
        if not self.small:
            return self.node("Gather", [self.constant(f"{name}.table", table), indices], name)
        rounded, scale = _round_rows(table, steps=127)
        picked = self.node("Gather", [self.constant(f"{name}.table", rounded), indices], f"{name}.bytes")
        scales = self.node("Gather", [self.constant(f"{name}.scale", scale[:, None]), indices], f"{name}.scales")
        return self.node("Mul", [self.node("Cast", [picked], f"{name}.floats", to=TensorProto.FLOAT), scales], name)


def _round_rows(weight: NDArray[np.float32], steps: int = STEPS) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Whole numbers of at most `steps`, and for each row what to multiply them by."""
    scale = np.maximum(np.abs(weight).max(axis=1), 1e-12).astype(np.float32) / np.float32(steps)
    return np.rint(weight / scale[:, None]).astype(np.int8), scale


def build(weights: Weights, shape: Shape, *, small: bool, keep: tuple[int, ...]) -> onnx.ModelProto:
    """Build the graph: the word-piece ids of one text in, its token vectors out.

    One text at a time: no padding, no mask, and rounding never depends on which texts share a batch.

    Args:
        weights: by their names in the weights file.
        shape: the sizes that belong to the weights.
        small: round weights to bytes and multiply in whole numbers; else plain floats.
        keep: layers whose token vectors are wanted side by side, counted from 1.
    """
    sheet = _Sheet(small)
    vectors = _embed(sheet, weights, shape)
    kept: list[str] = []
    for layer in range(1, max(keep) + 1):
        vectors = _layer(sheet, weights, shape, layer, vectors)
        if layer in keep:
            kept.append(vectors)
    joined = sheet.node("Concat", kept, "joined", axis=-1)
    sheet.node("Squeeze", [joined, sheet.constant("first", np.array([0], np.int64))], "vectors")
    graph = helper.make_graph(
        sheet.nodes,
        "encoder",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "pieces"])],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["pieces", shape.width * len(kept)])],
        list(sheet.constants.values()),
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="mynah")


def _embed(sheet: _Sheet, weights: Weights, shape: Shape) -> str:
    """Word piece plus place plus (always the first) segment, normalised."""
    words = sheet.rows("words", "ids", weights["embeddings.word_embeddings.weight"])
    # Every place carries the first segment's vector: one text has one segment.
    places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    count = sheet.node("Shape", ["ids"], "count", start=1, end=2)
    table = sheet.constant("places.table", places)
    zero = sheet.constant("zero", np.array([0], np.int64))
    places_here = sheet.node("Slice", [table, zero, count, zero], "places")
    return _normalise(sheet, weights, shape, "embeddings.LayerNorm", sheet.node("Add", [words, places_here], "summed"))


def _normalise(sheet: _Sheet, weights: Weights, shape: Shape, name: str, given: str) -> str:
    inputs = [given] + [sheet.constant(f"{name}.{part}", weights[f"{name}.{part}"]) for part in ("weight", "bias")]
    return sheet.node("LayerNormalization", inputs, name, axis=-1, epsilon=shape.epsilon)


def _layer(sheet: _Sheet, weights: Weights, shape: Shape, layer: int, given: str) -> str:
    """One transformer layer: attention, then the feed-forward pair, each added to what came in and normalised."""
    root = f"encoder.layer.{layer - 1}"

    def linear(name: str, source: str) -> str:
        return sheet.linear(f"{root}.{name}", source, weights[f"{root}.{name}.weight"], weights[f"{root}.{name}.bias"])

    parts = [f"{root}.attention.self.{part}" for part in ("query", "key", "value")]
    # The three projections in one multiplication.
    together = sheet.linear(
        f"{root}.attention.self",
        given,
        np.concatenate([weights[f"{part}.weight"] for part in parts]),
        np.concatenate([weights[f"{part}.bias"] for part in parts]),
    )
    sheet.nodes.append(helper.make_node("Split", [together], parts, name=f"{root}.parts", axis=-1))
    seen = sheet.node("MultiHeadAttention", parts, f"{root}.seen", domain="com.microsoft", num_heads=shape.heads)
    attended = linear("attention.output.dense", seen)
    added = sheet.node("Add", [attended, given], f"{root}.attention.added")
    middle = _normalise(sheet, weights, shape, f"{root}.attention.output.LayerNorm", added)
    wide = sheet.node("Gelu", [linear("intermediate.dense", middle)], f"{root}.gelu", domain="com.microsoft")
    added = sheet.node("Add", [linear("output.dense", wide), middle], f"{root}.added")
    return _normalise(sheet, weights, shape, f"{root}.output.LayerNorm", added)
