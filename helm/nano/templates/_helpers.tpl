{{- define "nano.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/*
Short enough for "-runtime-admin" behind it. A Service's name has no dots and begins with a letter, which the name of a release
need not do.
*/}}
{{- define "nano.fullname" -}}
{{- $full := .Values.fullnameOverride }}
{{- if not $full }}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- $full = .Release.Name | replace "." "-" }}
{{- if not (contains $name $full) }}
{{- $full = ternary (printf "%s-%s" $full $name) (printf "%s-%s" $name $full) (regexMatch "^[a-z]" $full) }}
{{- else if not (regexMatch "^[a-z]" $full) }}
{{- $full = printf "%s-%s" $name $full }}
{{- end }}
{{- end }}
{{- $full | trunc 48 | trimAll "-" }}
{{- end }}

{{/* Cluster-wide objects of two releases in two namespaces must not meet. */}}
{{- define "nano.clusterName" -}}
{{- printf "%s:%s" .Release.Namespace (include "nano.fullname" .) }}
{{- end }}

{{/* Labels by which a component is found: (dict "context" $ "component" "runtime"). They never change. */}}
{{- define "nano.selector" -}}
app.kubernetes.io/name: {{ include "nano.name" .context | quote }}
app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "nano.labels" -}}
{{ include "nano.selector" . }}
app.kubernetes.io/version: {{ .context.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
app.kubernetes.io/part-of: nano
helm.sh/chart: {{ printf "%s-%s" .context.Chart.Name .context.Chart.Version | replace "+" "_" }}
{{- with .context.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/*
Of pods: nothing that changes with the chart's version alone, so that an upgrade restarts only what it changes.
(dict "context" $ "component" "runtime" "more" .Values.runtime.podLabels)
*/}}
{{- define "nano.podLabels" -}}
{{ include "nano.selector" . }}
app.kubernetes.io/part-of: nano
{{- with merge (dict) (.more | default dict) .context.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* (dict "context" $ "image" .Values.runtime.image) */}}
{{- define "nano.image" -}}
{{- if .image.digest -}}
{{ .image.repository }}@{{ .image.digest }}
{{- else -}}
{{ .image.repository }}:{{ default .context.Chart.AppVersion .image.tag }}
{{- end }}
{{- end }}

{{- define "nano.runtime.serviceAccountName" -}}
{{- if .Values.runtime.serviceAccount.create -}}
{{ default (printf "%s-runtime" (include "nano.fullname" .)) .Values.runtime.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.runtime.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "nano.operator.serviceAccountName" -}}
{{- if .Values.operator.serviceAccount.create -}}
{{ default (printf "%s-operator" (include "nano.fullname" .)) .Values.operator.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.operator.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "nano.tokenSecret" -}}
{{ default (printf "%s-admin-token" (include "nano.fullname" .)) .Values.admin.existingTokenSecret }}
{{- end }}

{{- define "nano.tlsSecret" -}}
{{ default (printf "%s-admin-tls" (include "nano.fullname" .)) .Values.admin.tls.existingSecret }}
{{- end }}

{{/* The DNS name in the runtimes' certificate. */}}
{{- define "nano.runtime.serverName" -}}
{{ include "nano.fullname" . }}-runtime.{{ .Release.Namespace }}.svc
{{- end }}

{{/* Empty where nothing scrapes the series of apps with a token of its own. */}}
{{- define "nano.metricsTokenSecret" -}}
{{- if .Values.metrics.existingTokenSecret -}}
{{ .Values.metrics.existingTokenSecret }}
{{- else if .Values.metrics.serviceMonitor.enabled -}}
{{ include "nano.fullname" . }}-metrics-token
{{- end }}
{{- end }}

{{- define "nano.makesMetricsToken" -}}
{{- if and .Values.metrics.serviceMonitor.enabled (not .Values.metrics.existingTokenSecret) }}true{{ end }}
{{- end }}

{{- define "nano.makesToken" -}}
{{- if not .Values.admin.existingTokenSecret }}true{{ end }}
{{- end }}

{{- define "nano.makesCertificate" -}}
{{- if and .Values.admin.tls.enabled (not .Values.admin.tls.existingSecret) }}true{{ end }}
{{- end }}

{{- define "nano.makesSecrets" -}}
{{- if or (include "nano.makesToken" .) (include "nano.makesMetricsToken" .) (include "nano.makesCertificate" .) }}true{{ end }}
{{- end }}

{{- define "nano.needsSetup" -}}
{{- if or .Values.crds.enabled (include "nano.makesSecrets" .) }}true{{ end }}
{{- end }}

{{/* Over nodes first, then zones, the pods of one version among themselves: (dict "context" $ "component" "runtime"). */}}
{{- define "nano.topologySpread" -}}
{{- $given := (index .context.Values .component).topologySpreadConstraints }}
{{- if $given }}
{{- toYaml $given }}
{{- else }}
{{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
- maxSkew: 1
  topologyKey: {{ . }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "nano.selector" $ | nindent 6 }}
  matchLabelKeys: [pod-template-hash]
{{- end }}
{{- end }}
{{- end }}

{{/* What both Deployments and the job say of their pods' place: (dict "values" .Values.runtime). */}}
{{- define "nano.placement" -}}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- end }}

{{/* What the operator may do with NanoApps and what they refer to, where it watches. */}}
{{- define "nano.operator.rules" -}}
- apiGroups: [nano.dev]
  resources: [nanoapps]
  verbs: [list, watch]
- apiGroups: [nano.dev]
  resources: [nanoapps/status]
  verbs: [patch]
- apiGroups: [""]
  resources: [configmaps]
  verbs: [list, watch]
{{- if .Values.secrets.enabled }}
- apiGroups: [""]
  resources: [secrets]
  verbs: [list, watch]
{{- end }}
- apiGroups: [""]
  resources: [events]
  verbs: [create]
{{- end }}

{{/* Whether rules of the policy select namespaces by label, so that the operator has to watch namespaces. */}}
{{- define "nano.policyNeedsNamespaces" -}}
{{- if .Values.policy.enabled }}
{{- range .Values.policy.rules }}{{ if .matchLabels }}true{{ end }}{{ end }}
{{- end }}
{{- end }}

{{/* Addresses that are not public, of one family, and those that are to count as such: loopback, link-local with the cloud's
     metadata, private, carrier-grade NAT, benchmarks, multicast, reserved; NAT64, 6to4 and site-local ones that lead there. */}}
{{- define "nano.privateRanges" -}}
{{- $v4 := list "0.0.0.0/8" "10.0.0.0/8" "100.64.0.0/10" "127.0.0.0/8" "169.254.0.0/16" "172.16.0.0/12" "192.0.0.0/24" "192.168.0.0/16" "198.18.0.0/15" "224.0.0.0/4" "240.0.0.0/4" }}
{{- $v6 := list "::/96" "64:ff9b::/96" "64:ff9b:1::/48" "2002::/16" "fc00::/7" "fe80::/10" "fec0::/10" "ff00::/8" }}
{{- range (ternary $v4 $v6 (eq .of "v4")) }}
- {{ . | quote }}
{{- end }}
{{- $of := .of }}
{{- range .more }}
{{- if eq (contains ":" .) (eq $of "v6") }}
- {{ . | quote }}
{{- end }}
{{- end }}
{{- end }}
