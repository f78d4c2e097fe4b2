#!/bin/sh
# The container image's ./nano.
#   NANO_JAVA_OPTS  more JVM options, for example "-Xmx1g"
set -u
target=/opt/nano/runtime/target
# As in dev/launcher.sh: without a locale the JVM takes the names of files for ASCII.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
    C | POSIX) export LC_ALL=C.UTF-8 ;;
esac

# What jvm.options allows heap and network fits a container of 1.5 GiB or more; in a smaller one the kernel would end the process.
# MiB: least is the smallest that leaves apps a heap worth having; others is what neither heap nor network is, measured
# (docs/design/chart.md), 64 for the state directory in memory among it.
least=640 others=352
limit=
for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    [ -r "$file" ] && read -r limit <"$file" && break
done
memory=
case $limit in
    # No limit ("max"), or no cgroups.
    '' | *[!0-9]*) ;;
    *)
        limit=$((limit / 1048576))
        if [ "$limit" -lt $least ]; then
            echo "nano: memory limit of the container: $limit MiB (expected: at least $least MiB)" >&2
            exit 2
        fi
        network=$(((limit - others) / 4))
        [ $network -lt 256 ] || network=256
        heap=$(((limit - others - network) * 100 / limit))
        [ $heap -lt 60 ] || heap=60
        memory="-XX:MaxRAMPercentage=$heap -XX:MaxDirectMemorySize=${network}m"
        ;;
esac

# $memory and NANO_JAVA_OPTS are split into words on purpose. exec: signals have to reach the JVM.
# shellcheck disable=SC2086
exec "$target/fast/jdk/bin/java" "--module-path=$target/graal" "-XX:AOTCache=$target/fast/nano.aot" -Xlog:aot=off \
    "@/opt/nano/runtime/src/main/launcher/jvm.options" $memory ${NANO_JAVA_OPTS:-} \
    -cp "$target/nano-runtime.jar" dev.nano.runtime.cli.Main "$@"
