"""The fields of a pod and of the workloads around it: one table, read by decoding and hints.

Source: k8s.io/api core/v1, apps/v1 and batch/v1 types.go at v1.32. It is longer than other
modules because the API is; it holds no logic but the reading of its own table.

Each line is a type, then its fields. A field is `name`, `name!` if it is written even when it
is zero, or `name:type`. Types: nothing for a text, `int32`, `int64`, `bool`, `qty` (quantity),
`port` (number or text), `time`, `any` (an object, not looked into), the name of another line;
`[]T` a list, `{}T` a map, `*T` a pointer (unset is not zero), `=T` an embedded struct (always
written). `@T` among the fields stands for all of T's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

TABLE = """
Pod apiVersion kind metadata:=ObjectMeta spec:=PodSpec status:any
Deployment apiVersion kind metadata:=ObjectMeta spec:=DeploymentSpec status:any
StatefulSet apiVersion kind metadata:=ObjectMeta spec:=StatefulSetSpec status:any
DaemonSet apiVersion kind metadata:=ObjectMeta spec:=DaemonSetSpec status:any
ReplicaSet apiVersion kind metadata:=ObjectMeta spec:=ReplicaSetSpec status:any
ReplicationController apiVersion kind metadata:=ObjectMeta spec:=ReplicationControllerSpec \
 status:any
Job apiVersion kind metadata:=ObjectMeta spec:=JobSpec status:any
CronJob apiVersion kind metadata:=ObjectMeta spec:=CronJobSpec status:any
DeploymentSpec replicas:*int32 selector:LabelSelector template!:=PodTemplateSpec \
 strategy:any minReadySeconds:int32 revisionHistoryLimit:*int32 paused:bool \
 progressDeadlineSeconds:*int32
StatefulSetSpec replicas:*int32 selector:LabelSelector template!:=PodTemplateSpec \
 volumeClaimTemplates:[]any serviceName podManagementPolicy updateStrategy:any \
 revisionHistoryLimit:*int32 minReadySeconds:int32 persistentVolumeClaimRetentionPolicy:any \
 ordinals:any
DaemonSetSpec selector:LabelSelector template!:=PodTemplateSpec updateStrategy:any \
 minReadySeconds:int32 revisionHistoryLimit:*int32
ReplicaSetSpec replicas:*int32 minReadySeconds:int32 selector:LabelSelector \
 template:=PodTemplateSpec
ReplicationControllerSpec replicas:*int32 minReadySeconds:int32 selector:{}str \
 template:PodTemplateSpec
JobSpec parallelism:*int32 completions:*int32 activeDeadlineSeconds:*int64 podFailurePolicy:any \
 successPolicy:any backoffLimit:*int32 backoffLimitPerIndex:*int32 maxFailedIndexes:*int32 \
 selector:LabelSelector manualSelector:*bool template!:=PodTemplateSpec \
 ttlSecondsAfterFinished:*int32 completionMode:*str suspend:*bool podReplacementPolicy:*str \
 managedBy:*str
CronJobSpec schedule! timeZone:*str startingDeadlineSeconds:*int64 concurrencyPolicy \
 suspend:*bool jobTemplate!:=JobTemplateSpec successfulJobsHistoryLimit:*int32 \
 failedJobsHistoryLimit:*int32
JobTemplateSpec metadata:=ObjectMeta spec:=JobSpec
PodTemplateSpec metadata:=ObjectMeta spec:=PodSpec
ObjectMeta name generateName namespace selfLink uid resourceVersion generation:int64 \
 creationTimestamp!:time deletionTimestamp:time deletionGracePeriodSeconds:*int64 labels:{}str \
 annotations:{}str ownerReferences:[]OwnerReference finalizers:[]str managedFields:[]any
OwnerReference apiVersion! kind! name! uid! controller:*bool blockOwnerDeletion:*bool
LabelSelector matchLabels:{}str matchExpressions:[]LabelSelectorRequirement
LabelSelectorRequirement key! operator! values:[]str
PodSpec volumes:[]Volume initContainers:[]Container containers!:[]Container \
 ephemeralContainers:[]EphemeralContainer restartPolicy terminationGracePeriodSeconds:*int64 \
 activeDeadlineSeconds:*int64 dnsPolicy nodeSelector:{}str serviceAccountName serviceAccount \
 automountServiceAccountToken:*bool nodeName hostNetwork:bool hostPID:bool hostIPC:bool \
 shareProcessNamespace:*bool securityContext:PodSecurityContext \
 imagePullSecrets:[]LocalObjectReference hostname subdomain affinity:Affinity schedulerName \
 tolerations:[]Toleration hostAliases:[]HostAlias priorityClassName priority:*int32 \
 dnsConfig:PodDNSConfig readinessGates:[]PodReadinessGate runtimeClassName:*str \
 enableServiceLinks:*bool preemptionPolicy:*str overhead:{}qty \
 topologySpreadConstraints:[]TopologySpreadConstraint setHostnameAsFQDN:*bool os:PodOS \
 hostUsers:*bool schedulingGates:[]PodSchedulingGate resourceClaims:[]PodResourceClaim \
 resources:ResourceRequirements
Container name! image command:[]str args:[]str workingDir ports:[]ContainerPort \
 envFrom:[]EnvFromSource env:[]EnvVar resources:=ResourceRequirements \
 resizePolicy:[]ContainerResizePolicy restartPolicy:*str volumeMounts:[]VolumeMount \
 volumeDevices:[]VolumeDevice livenessProbe:Probe readinessProbe:Probe startupProbe:Probe \
 lifecycle:Lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy \
 securityContext:SecurityContext stdin:bool stdinOnce:bool tty:bool
EphemeralContainer @Container targetContainerName
ContainerPort name hostPort:int32 containerPort!:int32 protocol hostIP
ContainerResizePolicy resourceName! restartPolicy!
EnvVar name! value valueFrom:EnvVarSource
EnvVarSource fieldRef:ObjectFieldSelector resourceFieldRef:ResourceFieldSelector \
 configMapKeyRef:KeySelector secretKeyRef:KeySelector
ObjectFieldSelector apiVersion fieldPath!
ResourceFieldSelector containerName resource! divisor:qty
KeySelector name key! optional:*bool
EnvFromSource prefix configMapRef:EnvSource secretRef:EnvSource
EnvSource name optional:*bool
ResourceRequirements limits:{}qty requests:{}qty claims:[]ResourceClaim
ResourceClaim name! request
VolumeMount name! readOnly:bool recursiveReadOnly:*str mountPath! subPath \
 mountPropagation:*str subPathExpr
VolumeDevice name! devicePath!
Probe exec:ExecAction httpGet:HTTPGetAction tcpSocket:TCPSocketAction grpc:GRPCAction \
 initialDelaySeconds:int32 timeoutSeconds:int32 periodSeconds:int32 successThreshold:int32 \
 failureThreshold:int32 terminationGracePeriodSeconds:*int64
Lifecycle postStart:LifecycleHandler preStop:LifecycleHandler
LifecycleHandler exec:ExecAction httpGet:HTTPGetAction tcpSocket:TCPSocketAction sleep:SleepAction
ExecAction command:[]str
HTTPGetAction path port!:port host scheme httpHeaders:[]HTTPHeader
HTTPHeader name! value!
TCPSocketAction port!:port host
GRPCAction port!:int32 service:*str
SleepAction seconds!:int64
SecurityContext capabilities:Capabilities privileged:*bool seLinuxOptions:SELinuxOptions \
 windowsOptions:WindowsOptions runAsUser:*int64 runAsGroup:*int64 runAsNonRoot:*bool \
 readOnlyRootFilesystem:*bool allowPrivilegeEscalation:*bool procMount:*str \
 seccompProfile:Profile appArmorProfile:Profile
PodSecurityContext seLinuxOptions:SELinuxOptions windowsOptions:WindowsOptions \
 runAsUser:*int64 runAsGroup:*int64 runAsNonRoot:*bool supplementalGroups:[]int64 \
 supplementalGroupsPolicy:*str fsGroup:*int64 sysctls:[]Sysctl fsGroupChangePolicy:*str \
 seccompProfile:Profile appArmorProfile:Profile seLinuxChangePolicy:*str
Capabilities add:[]str drop:[]str
SELinuxOptions user role type level
WindowsOptions gmsaCredentialSpecName:*str gmsaCredentialSpec:*str runAsUserName:*str \
 hostProcess:*bool
Profile type! localhostProfile:*str
Sysctl name! value!
LocalObjectReference name
HostAlias ip! hostnames:[]str
PodDNSConfig nameservers:[]str searches:[]str options:[]PodDNSConfigOption
PodDNSConfigOption name value:*str
PodReadinessGate conditionType!
PodSchedulingGate name!
PodResourceClaim name! resourceClaimName:*str resourceClaimTemplateName:*str
PodOS name!
Toleration key operator value effect tolerationSeconds:*int64
TopologySpreadConstraint maxSkew!:int32 topologyKey! whenUnsatisfiable! \
 labelSelector:LabelSelector minDomains:*int32 nodeAffinityPolicy:*str nodeTaintsPolicy:*str \
 matchLabelKeys:[]str
Affinity nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAffinity
NodeAffinity requiredDuringSchedulingIgnoredDuringExecution:NodeSelector \
 preferredDuringSchedulingIgnoredDuringExecution:[]PreferredSchedulingTerm
NodeSelector nodeSelectorTerms!:[]NodeSelectorTerm
NodeSelectorTerm matchExpressions:[]NodeSelectorRequirement matchFields:[]NodeSelectorRequirement
NodeSelectorRequirement key! operator! values:[]str
PreferredSchedulingTerm weight!:int32 preference!:=NodeSelectorTerm
PodAffinity requiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm \
 preferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm
WeightedPodAffinityTerm weight!:int32 podAffinityTerm!:=PodAffinityTerm
PodAffinityTerm labelSelector:LabelSelector namespaces:[]str topologyKey! \
 namespaceSelector:LabelSelector matchLabelKeys:[]str mismatchLabelKeys:[]str
Volume name! hostPath:HostPath emptyDir:EmptyDir gcePersistentDisk:GCEDisk \
 awsElasticBlockStore:EBS gitRepo:GitRepo secret:SecretVolume nfs:NFS iscsi:ISCSI \
 glusterfs:Glusterfs persistentVolumeClaim:Claim rbd:RBD flexVolume:FlexVolume cinder:Cinder \
 cephfs:CephFS flocker:Flocker downwardAPI:DownwardAPI fc:FC azureFile:AzureFile \
 configMap:ConfigMapVolume vsphereVolume:Vsphere quobyte:Quobyte azureDisk:AzureDisk \
 photonPersistentDisk:Photon projected:Projected portworxVolume:Portworx scaleIO:ScaleIO \
 storageos:StorageOS csi:CSI ephemeral:Ephemeral image:ImageVolume
HostPath path! type:*str
EmptyDir medium sizeLimit:*qty
GCEDisk pdName! fsType partition:int32 readOnly:bool
EBS volumeID! fsType partition:int32 readOnly:bool
GitRepo repository! revision directory
SecretVolume secretName items:[]KeyToPath defaultMode:*int32 optional:*bool
NFS server! path! readOnly:bool
ISCSI targetPortal! iqn! lun!:int32 iscsiInterface fsType readOnly:bool portals:[]str \
 chapAuthDiscovery:bool chapAuthSession:bool secretRef:LocalObjectReference initiatorName:*str
Glusterfs endpoints! path! readOnly:bool
Claim claimName! readOnly:bool
RBD monitors!:[]str image! fsType pool user keyring secretRef:LocalObjectReference readOnly:bool
FlexVolume driver! fsType secretRef:LocalObjectReference readOnly:bool options:{}str
Cinder volumeID! fsType readOnly:bool secretRef:LocalObjectReference
CephFS monitors!:[]str path user secretFile secretRef:LocalObjectReference readOnly:bool
Flocker datasetName datasetUUID
DownwardAPI items:[]DownwardAPIFile defaultMode:*int32
DownwardAPIFile path! fieldRef:ObjectFieldSelector resourceFieldRef:ResourceFieldSelector \
 mode:*int32
FC targetWWNs:[]str lun:*int32 fsType readOnly:bool wwids:[]str
AzureFile secretName! shareName! readOnly:bool
ConfigMapVolume name items:[]KeyToPath defaultMode:*int32 optional:*bool
KeyToPath key! path! mode:*int32
Vsphere volumePath! fsType storagePolicyName storagePolicyID
Quobyte registry! volume! readOnly:bool user group tenant
AzureDisk diskName! diskURI! cachingMode:*str fsType:*str readOnly:*bool kind:*str
Photon pdID! fsType
Projected sources!:[]Projection defaultMode:*int32
Projection secret:ProjectedKeys downwardAPI:ProjectedFiles configMap:ProjectedKeys \
 serviceAccountToken:TokenProjection clusterTrustBundle:TrustProjection
ProjectedKeys name items:[]KeyToPath optional:*bool
ProjectedFiles items:[]DownwardAPIFile
TokenProjection audience expirationSeconds:*int64 path!
TrustProjection name:*str signerName:*str labelSelector:LabelSelector optional:*bool path!
Portworx volumeID! fsType readOnly:bool
ScaleIO gateway! system! secretRef!:LocalObjectReference sslEnabled:bool protectionDomain \
 storagePool storageMode volumeName fsType readOnly:bool
StorageOS volumeName volumeNamespace fsType readOnly:bool secretRef:LocalObjectReference
CSI driver! readOnly:*bool fsType:*str volumeAttributes:{}str \
 nodePublishSecretRef:LocalObjectReference
Ephemeral volumeClaimTemplate:ClaimTemplate
ClaimTemplate metadata:=ObjectMeta spec!:=ClaimSpec
ClaimSpec accessModes:[]str selector:LabelSelector resources:=ClaimResources volumeName \
 storageClassName:*str volumeMode:*str dataSource:any dataSourceRef:any \
 volumeAttributesClassName:*str
ClaimResources limits:{}qty requests:{}qty
ImageVolume reference pullPolicy
"""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `type` without its mark, `shape` "" | "[]" | "{}", and how it is written."""

    name: str
    type: str
    shape: str
    pointer: bool  # unset and zero differ
    embedded: bool  # a struct that is always there
    always: bool  # written even when zero


@cache
def fields(type_name: str) -> dict[str, Field]:
    """The fields of a type in their order; raises KeyError for a name that is no type."""
    found: dict[str, Field] = {}
    for word in _lines()[type_name]:
        found |= fields(word[1:]) if word.startswith("@") else {_field(word).name: _field(word)}
    return found


def types() -> tuple[str, ...]:
    """The names of all types."""
    return tuple(_lines())


@cache
def _lines() -> dict[str, list[str]]:
    rows = (line.split() for line in TABLE.strip().splitlines())
    return {name: words for name, *words in rows}


def _field(word: str) -> Field:
    name, _, kind = word.partition(":")
    kind = kind or "str"
    mark = kind[:2] if kind[:2] in {"[]", "{}"} else ""
    plain = kind.removeprefix(mark).lstrip("*=")
    struct = plain[0].isupper()
    return Field(
        name=name.rstrip("!"),
        type=plain,
        shape=mark,
        pointer=not mark and (kind.startswith("*") or (struct and not kind.startswith("="))),
        embedded=kind.startswith("=") or kind == "qty",
        always=name.endswith("!"),
    )
