#!/bin/sh
# The container image's ./nano: everything lies where runtime/Dockerfile has put it.
#   NANO_JAVA_OPTS  more JVM options, for example "-Xmx1g"
set -u
target=/opt/nano/runtime/target
# As in dev/launcher.sh: without a locale the JVM takes the names of files for ASCII.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
    C | POSIX) export LC_ALL=C.UTF-8 ;;
esac

# NANO_JAVA_OPTS is split into words on purpose. exec: signals have to reach the JVM.
# shellcheck disable=SC2086
exec "$target/fast/jdk/bin/java" "--module-path=$target/graal" "-XX:AOTCache=$target/fast/nano.aot" -Xlog:aot=off \
    "@/opt/nano/runtime/src/main/launcher/jvm.options" ${NANO_JAVA_OPTS:-} \
    -cp "$target/nano-runtime.jar" dev.nano.runtime.cli.Main "$@"
