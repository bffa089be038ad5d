"""The API server's validation of pods, v1.32: pkg/apis/core/validation/validation.go.

Every function takes a decoded, defaulted struct and the path it stands at, and yields its errors
in Kubernetes' order. Where Go walks a map in random order, names are taken alphabetically.
"""
