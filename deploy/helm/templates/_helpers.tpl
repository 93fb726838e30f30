{{- define "barcode.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "barcode.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "barcode.labels" -}}
{{ include "barcode.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "barcode.isReplicated" -}}
{{- if or .Values.autoscaling.enabled (gt (int .Values.replicas) 1) -}}true{{- end -}}
{{- end -}}

{{- /* Mistakes that Kubernetes would accept, and that would show as wrong quotas or lost accounts. */ -}}
{{- define "barcode.check" -}}
{{- if include "barcode.isReplicated" . -}}
{{- if not .Values.existingSecret -}}
{{- fail "More than one replica needs existingSecret: a Secret with REDIS_URL, DATABASE_URL and SECRET_KEY. Otherwise each pod counts and signs for itself." -}}
{{- end -}}
{{- if .Values.persistence.enabled -}}
{{- fail "persistence is for one replica: with more, accounts belong into Postgres (DATABASE_URL)." -}}
{{- end -}}
{{- end -}}
{{- range $name := list "SECRET_KEY" "MASTER_API_KEY" "DB_PASSWORD" -}}
{{- if hasKey $.Values.settings $name -}}
{{- fail (printf "%s is secret: put it into existingSecret, not into settings." $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
