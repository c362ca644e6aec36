#!/bin/bash
# Builds and runs the Dockerfile without a Docker engine and without a registry: Debian's buildah and podman, as root.
#
#   engine.sh bases                     the images that the Dockerfile begins with, made here (once, about a minute and a half)
#   engine.sh build TAG [ARGUMENT…]     `docker build` of the project (or of the folder IMAGE_CONTEXT), by buildah
#   engine.sh podman ARGUMENT…          podman on the same store
#   engine.sh clean                     gives the disk back
#
# The bases stand in for the ones of the registry: Debian by debootstrap; Swift's without a toolchain of its own, for this
# machine's is bound in while the image is built, read-only, and so is a local mirror of packages where git is told of one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
store=${IMAGE_STORE:-$root/.build/image}
mkdir -p "$store/tmp"
printf '[storage]\ndriver = "overlay"\ngraphroot = "%s/store"\nrunroot = "%s/run"\n' "$store" "$store" >"$store/storage.conf"
export CONTAINERS_STORAGE_CONF=$store/storage.conf TMPDIR=$store/tmp BUILDAH_ISOLATION=chroot

named() { sed -n "s/^ARG $1=//p" "$root/Dockerfile"; }
debian=docker.io/library/$(named DEBIAN_IMAGE)
swift=docker.io/library/$(named SWIFT_IMAGE)
toolchain=$(readlink -f "$(command -v swift)")
toolchain=${toolchain%/usr/bin/*}
mirror=$(git config --system --get-regexp '^url\..*\.insteadof$' 2>/dev/null | sed -n 's/^url\.\(.*\)\.insteadof.*/\1/p' | head -1 || true)
bound=(-v "$toolchain:$toolchain:ro")
if [ -d "$mirror" ]; then bound+=(-v "$mirror:$mirror:ro"); fi

bud() { buildah bud --isolation chroot --network host --pull-never --format docker --layers "${bound[@]}" "$@"; }

make_debian() {
    local from
    from=$(sed -n 's/^deb  *\(\[[^]]*\] *\)\{0,1\}\([^ ]*\) bookworm main.*/\2/p; s/^URIs: *\([^ ]*\).*/\1/p' \
        /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -1)
    debootstrap --variant=minbase bookworm "$store/rootfs" "$from" >"$store/debootstrap.log" 2>&1 || { tail "$store/debootstrap.log" >&2; exit 1; }
    rm -f "$store"/rootfs/etc/apt/sources.list
    cp /etc/apt/sources.list "$store/rootfs/etc/apt/" 2>/dev/null || true
    cp -r /etc/apt/sources.list.d "$store/rootfs/etc/apt/" 2>/dev/null || true
    # What the slim image leaves out as well.
    rm -rf "$store"/rootfs/var/cache/apt/archives/*.deb "$store"/rootfs/var/lib/apt/lists/* "$store"/rootfs/usr/share/{doc,man,locale}/*
    tar -C "$store/rootfs" -c . | podman import -c 'CMD ["bash"]' - "$debian" >/dev/null
    rm -rf "$store/rootfs"
}

make_swift() {
    local folder
    folder=$(mktemp -d)
    cat >"$folder/Dockerfile" <<END
FROM $debian
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends binutils ca-certificates gcc git \
    libc6-dev libcurl4-openssl-dev libedit2 libgcc-12-dev libncurses-dev libpython3-dev libsqlite3-0 libstdc++-12-dev libxml2-dev \
    libz3-dev pkg-config tzdata zlib1g-dev && rm -rf /var/lib/apt/lists/* && git config --system --add safe.directory '*' \
    && for part in libexec/swift lib/swift lib/swift_static; do \
        mkdir -p "/usr/\$(dirname "\$part")" && ln -s "$toolchain/usr/\$part" "/usr/\$part"; done
$(if [ -d "$mirror" ]; then for from in https://github.com/ git@github.com: ssh://git@github.com/; do
    echo "RUN git config --system --add url.$mirror.insteadOf $from"; done; fi)
RUN mkdir -p $toolchain $mirror
ENV PATH=$toolchain/usr/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
END
    bud -q -t "$swift" "$folder" >/dev/null
    rm -rf "$folder"
}

case ${1:-} in
bases)
    buildah images -q "$debian" >/dev/null 2>&1 || make_debian
    buildah images -q "$swift" >/dev/null 2>&1 || make_swift
    ;;
build)
    tag=$2
    shift 2
    bud -t "$tag" "$@" "${IMAGE_CONTEXT:-$root}"
    ;;
podman)
    shift
    exec podman --runtime runc "$@"
    ;;
clean)
    podman rm -fa >/dev/null 2>&1 || true
    podman rmi -fa >/dev/null 2>&1 || true
    umount "$store/store/overlay" 2>/dev/null || true
    rm -rf "$store"
    ;;
*)
    sed -n '2,11p' "$0"
    exit 64
    ;;
esac
