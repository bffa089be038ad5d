"""A manifest file as a person has it: several documents, Lists, Deployments, other kinds.

Every workload that is right comes out with its typed pod; every one that is not, with the API
server's words and the line. Other kinds are named and left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from kubelet_lab.spec.admission import without_disabled
from kubelet_lab.spec.decode import DecodeError, Struct, decode
from kubelet_lab.spec.defaults import default_pod
from kubelet_lab.spec.errors import FieldError, Problem, SpecError, go_quote
from kubelet_lab.spec.kinds import (
    KINDS,
    MISSING,
    complete,
    is_other,
    is_workload,
    meant,
    replicas_of,
    template_of,
)
from kubelet_lab.spec.pod import Pod
from kubelet_lab.spec.reading import Document, read_documents
from kubelet_lab.spec.rules.pods import pod_errors
from kubelet_lab.spec.rules.workloads import workload_errors
from kubelet_lab.spec.typed import to_pod
from kubelet_lab.spec.warnings import pod_warnings

WHAT_TO_WRITE = "write a manifest: apiVersion, kind, metadata, spec"


@dataclass(frozen=True, slots=True)
class Workload:
    """One workload: its kind and name, how many pods, and the pod it makes.

    `replicas` is 1 for a Pod and for a DaemonSet (one on each node). `template` is the path of
    the pod template ("" for a Pod, "spec.template" for a Deployment); `line_of` takes whole paths.
    """

    kind: str
    name: str
    namespace: str
    replicas: int
    pod: Pod
    template: str
    document: Document = field(repr=False, compare=False)

    @property
    def line(self) -> int:
        """The line where it starts."""
        return self.document.line

    def line_of(self, path: str) -> int:
        """The line of a field, such as "spec.template.spec.containers[0].image"."""
        return self.document.line_of(path)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a text holds. A workload with errors is not among `workloads`."""

    workloads: tuple[Workload, ...] = ()
    skipped: tuple[str, ...] = ()  # other kinds: "Service frontend"
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    def checked(self) -> Loaded:
        """Itself; raises SpecError if there is any error."""
        if self.errors:
            raise SpecError(self.errors)
        return self


def load(text: str | bytes) -> Loaded:
    """Read all workloads of a text; never raises for what a person typed."""
    try:
        documents = read_documents(text)
    except SpecError as error:
        return Loaded(errors=error.problems)
    if not documents:
        nothing = Problem("", "there is nothing in this text", None, WHAT_TO_WRITE)
        return Loaded(errors=(nothing,))
    loader = _Loader()
    for document in documents:
        loader.take(document)
    return Loaded(
        tuple(loader.workloads),
        tuple(loader.skipped),
        tuple(loader.errors),
        tuple(loader.warnings),
    )


class _Loader:
    def __init__(self) -> None:
        self.workloads: list[Workload] = []
        self.skipped: list[str] = []
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []

    def take(self, document: Document) -> None:
        """Read one document, or one item of a List."""
        manifest = document.value
        if not isinstance(manifest, dict):
            self.errors.append(document.problem("", "this is no manifest", WHAT_TO_WRITE))
            return
        kind, version, items = (manifest.get(name) for name in ("kind", "apiVersion", "items"))
        if isinstance(kind, str) and kind.endswith("List") and isinstance(items, list):
            for i in range(len(items)):
                self.take(document.part(f"items[{i}]"))
        elif not isinstance(kind, str) or not isinstance(version, str):
            name = "apiVersion" if isinstance(kind, str) else "kind"
            hint = "write it at the top, such as apiVersion: apps/v1 and kind: Deployment"
            self.errors.append(document.problem(name, f"{name}: {MISSING[name]}", hint))
        elif is_workload(kind, version):
            self._workload(kind, document)
        elif is_other(kind, version):
            metadata = manifest.get("metadata")
            name = metadata.get("name", "") if isinstance(metadata, dict) else ""
            self.skipped.append(f"{kind} {name}".strip())
        else:
            words = f"kind: no matches for kind {go_quote(kind)} in version {go_quote(version)}"
            self.errors.append(document.problem("kind", words, meant(kind)))

    def _workload(self, kind: str, document: Document) -> None:
        try:
            decoded, unknown = decode(document.value, kind)
        except DecodeError as error:
            words = f"{error.field}: {error}" if error.field else str(error)
            self.errors.append(document.problem(error.field, words, error.hint))
            return
        self.warnings += _let_pass(kind, decoded, document)
        complete(kind, decoded)
        wrong = [
            document.problem(u.field, f"strict decoding error: {u.message}", u.hint)
            for u in unknown
        ]
        found = {broken.message: broken for broken in _errors(kind, decoded)}
        wrong += [document.problem(broken.field, words) for words, broken in found.items()]
        self.errors += wrong
        template = template_of(kind, decoded)
        if template is not None:
            self.warnings += _pod_warnings(kind, template, document)
            if not wrong:
                self.workloads.append(_workload(kind, decoded, template, document))


def _let_pass(kind: str, decoded: Struct, document: Document) -> Iterator[Problem]:
    """What kubectl or kustomize let pass, although it is not meant."""
    version, now = document.value["apiVersion"], KINDS[kind].version
    if version != now:
        words = f"apiVersion: {version} is gone from Kubernetes; read as {now}"
        yield document.problem("apiVersion", words, f"write apiVersion: {now}")
    elif now == "apps/v1" and "selector" not in decoded["spec"]:
        hint = "the API server refuses it like this; read as the labels of the template"
        yield document.problem("spec.selector", "spec.selector: Required value", hint)
    for path, line in document.twice:
        hint = "kubectl keeps the last one without a word: delete one"
        yield document.problem(path, f"duplicate field {go_quote(path)}", hint, line)


def _errors(kind: str, decoded: Struct) -> Iterator[FieldError]:
    if kind == "Pod":
        return pod_errors({**decoded, "spec": without_disabled(decoded["spec"])})
    return workload_errors(kind, decoded)


def _pod_warnings(kind: str, template: Struct, document: Document) -> Iterator[Problem]:
    path = KINDS[kind].template
    prefix = f"{path}." if path else ""
    for words in pod_warnings(template["metadata"], template["spec"], prefix):
        yield document.problem(words.partition(": ")[0], words)


def _workload(kind: str, decoded: Struct, template: Struct, document: Document) -> Workload:
    spec = deepcopy(template["spec"])
    default_pod(spec)  # a pod made from a template gets what a Pod gets
    metadata = decoded["metadata"]
    names = {"name": metadata["name"], "namespace": metadata["namespace"]}
    pod = to_pod({"metadata": {**template["metadata"], **names}, "spec": spec})
    return Workload(
        kind,
        pod.name,
        pod.namespace,
        replicas_of(kind, decoded),
        pod,
        KINDS[kind].template,
        document,
    )
