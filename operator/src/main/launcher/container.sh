#!/bin/sh
# The container image's ./nano operator.
#   NANO_JAVA_OPTS  more JVM options, for example "-Xmx256m"
set -u
home=/opt/nano/operator

# NANO_JAVA_OPTS is split into words on purpose. exec: signals have to reach the JVM.
# shellcheck disable=SC2086
exec java "@$home/jvm.options" ${NANO_JAVA_OPTS:-} -jar "$home/nano-operator.jar" "$@"
