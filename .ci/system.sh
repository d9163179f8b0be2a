# shellcheck shell=bash
# For the scripts beside it: messages, and packages of the operating system.

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

die() {
    say "$*"
    exit 1
}

# need_packages "what for" package...: install them where that is ours to do, else say what to type.
need_packages() {
    local what=$1 log
    shift
    command -v apt-get >/dev/null ||
        die "$what: not there; install what Debian calls \"$*\" with your system's package manager, then run this again"
    [ "$(id -u)" = 0 ] ||
        die "$what: not there; type: sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
    say "$what: not there, so apt-get installs $*"
    log=$(mktemp)
    if ! {
        export DEBIAN_FRONTEND=noninteractive
        apt-get -qq update &&
            apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
    } </dev/null >"$log" 2>&1 9<&-; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        die "$what: apt-get failed, its last lines are above"
    fi
    rm -f "$log"
}
