# shellcheck shell=sh
# What ./nano and dev/fast-start share. Expects $home, the root of the checkout, and may be given $module: runtime or operator.

: "${module:=runtime}"
target=${home:?}/$module/target
jar=$target/nano-$module.jar
fast=$target/fast
# shellcheck disable=SC2034
options=$home/runtime/src/main/launcher/jvm.options

die() {
    printf '%s\n' "$@" >&2
    exit 2
}

# Without a locale the JVM takes the names of files for ASCII, so that an app with a file such as müll.js would not load.
use_utf8() {
    case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
        C | POSIX) export LC_ALL=C.UTF-8 ;;
    esac
}

# --- A JDK 25 -------------------------------------------------------------------------------------------------------

# Graal runs on the JDK 25 updates from its own number on.
update=$(sed -n 's|.*<graal.version>25\.0\.\([0-9]*\).*</graal.version>.*|\1|p' "$home/pom.xml" 2>/dev/null)
: "${update:=0}"

jdk=
found=

# Takes the directory as $jdk if it holds such a JDK, else remembers why not. Reads its release file: no JVM is started.
consider() {
    [ -z "$jdk" ] && [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 0
    case "$found
" in *" at $1
"*) return 0 ;; esac
    version='' contains=''
    while IFS='=' read -r key value || [ -n "$key" ]; do
        value=${value#\"}
        case $key in
            JAVA_VERSION) version=${value%\"*} ;;
            MODULES) contains=" ${value%\"*} " ;;
        esac
    done <"$1/release"
    case $version in
        25) number=0 ;;
        25.0.*) number=${version#25.0.} number=${number%%[!0-9]*} ;;
        *) number=-1 ;;
    esac
    case $contains in
        *' jdk.internal.vm.ci '*) complete=true ;;
        *) complete=false ;;
    esac
    if [ "${number:-0}" -lt "$update" ]; then
        found="$found
  ${version:-unknown version} at $1"
    elif [ $complete = false ]; then
        found="$found
  $version, but without the module jdk.internal.vm.ci (is it a JRE?), at $1"
    else
        jdk=$1
    fi
}

find_jdk() {
    [ -z "${JAVA_HOME:-}" ] || consider "$JAVA_HOME"
    java=$(command -v java) && java=$(readlink -f "$java" 2>/dev/null) && consider "${java%/bin/java}"
    for directory in /usr/lib/jvm/* /opt/* /opt/java/* /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
        "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/* "${HOME:-/}"/.jdks/*/Contents/Home \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-/}"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
        consider "$directory"
    done
    if [ -z "$jdk" ] && [ -x /usr/libexec/java_home ]; then
        directory=$(/usr/libexec/java_home -v 25 2>/dev/null) && consider "$directory"
    fi
    [ -n "$jdk" ] || die "nano needs JDK 25: 25.0.$update or a later 25.0 update, a full JDK and not a JRE." \
        "Install one, for example Eclipse Temurin 25 (https://adoptium.net), or set JAVA_HOME to where it is." \
        "Found:${found:- no Java at all in the usual places}"
}

# --- The build ------------------------------------------------------------------------------------------------------

out_of_date() {
    [ -f "$jar" ] && [ -d "$target/lib" ] || return 0
    if [ "$module" = runtime ]; then
        [ -d "$target/graal" ] || return 0
        set -- "$home/runtime/pom.xml" "$home/runtime/src/main" "$home/docs/admin-api.yaml" "$home/dev/BoundEngine.java"
    else
        set -- "$home/operator/pom.xml" "$home/operator/src/main" "$home/crds/pom.xml" "$home/crds/nanoapps.nano.dev.yaml" "$home/crds/src/main"
    fi
    [ -n "$(find "$home/pom.xml" "$@" -newer "$jar" -print 2>/dev/null | head -n 1)" ]
}

build() {
    log=$home/target/nano-build.log
    if [ -f "$jar" ]; then
        echo "nano: sources have changed, building ..." >&2
    else
        echo "nano: building, about a minute the first time ..." >&2
    fi
    # Maven's own libraries make a JDK 25 complain at each start.
    quiet='--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED'
    start=$home/target/nano-build.start
    : >"$start"
    # Nothing of other versions stays behind, and a nano that is running keeps the files it has open.
    rm -rf "$jar" "${target:?}/lib" "$target/graal" "$fast"
    if ! (cd "$home" && export JAVA_HOME="$jdk" PATH="$jdk/bin:$PATH" MAVEN_OPTS="$quiet ${MAVEN_OPTS:-}" &&
        exec ./mvnw -q -B -ntp -Dmaven.test.skip=true -Dmaven.compiler.failOnWarning=false \
            -pl "$module" -am package) >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        die "nano: the build failed (its output is above and in $log)"
    fi
    # As old as the start of the build, so that an edit made meanwhile counts as newer.
    touch -r "$start" "$jar"
}

# One build at a time for each checkout; who waited finds the work done.
build_locked() {
    mkdir -p "$home/target" || exit 2
    lock=$home/target/nano-build.lock
    if command -v flock >/dev/null 2>&1; then
        exec 9>"$lock"
        flock 9
        out_of_date && build
        exec 9>&-
        return
    fi
    until mkdir "$lock.d" 2>/dev/null; do
        owner=$(cat "$lock.d/pid" 2>/dev/null)
        if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
            rm -rf "$lock.d"
        else
            sleep 1
        fi
    done
    trap 'rm -rf "$lock.d"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    echo $$ >"$lock.d/pid"
    out_of_date && build
    rm -rf "$lock.d"
    trap - EXIT INT TERM
}

# The JVM is no judge of it: up to 25.0.3 it takes classes from a cache whose jar has changed since (JDK-8377932).
fast_start_is_fresh() {
    [ -n "$(find "$fast/nano.aot" -newer "$jar" -print 2>/dev/null)" ]
}
