# The site as a small image: the program with Swift's runtime in it, the shared libraries that it needs and nothing else. No shell, no
# packages, nobody is root, and nothing is written but in /data and /tmp.
#
#   docker build -t site .
#   docker run --read-only --tmpfs /tmp -p 5000:5000 -e SECRET_KEY=… -e DATABASE_URL=s3sqlite://my-bucket/site.sqlite site
#
# Without DATABASE_URL the database is the file /data/site.sqlite: mount a volume there. `docker exec CONTAINER satchel users list` runs
# a command beside the site. docs/container.md tells more.

ARG SWIFT_IMAGE=swift:6.3.1-bookworm
ARG DEBIAN_IMAGE=debian:bookworm-20250520-slim

FROM ${SWIFT_IMAGE} AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libcrypt-dev libcurl4-openssl-dev liblz4-dev libmariadb-dev libpq-dev libsqlite3-dev libssl-dev zlib1g-dev pkg-config rsync \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /context
# The packages in a layer of their own: they change less often than the sources.
COPY Package.swift ./
RUN swift package --scratch-path /tmp/resolving resolve && rm -rf /tmp/resolving
# The tests are not built, but a package without the folders that it names is none.
COPY Sources Sources
COPY Tests Tests
COPY Plugins Plugins
COPY Examples Examples
# The plugin puts these into the program.
COPY Starter Starter
COPY Templates Templates
COPY Public Public
# What was compiled stays between two builds on one machine, and the sources stay beside it: a file is replaced where its content differs.
# Seen from a new layer every file is a new one (its device, its time after a fresh clone), and all would be compiled again.
RUN --mount=type=cache,id=satchel,target=/site \
    rsync -a --checksum --delete --exclude=/.build /context/ /site/ \
    && cd /site \
    && swift build -c release --product satchel --static-swift-stdlib -Xlinker -s \
    && cp "$(swift build -c release --static-swift-stdlib --show-bin-path)/satchel" /usr/local/bin/satchel

# What the program loads, in the places where it looks: by the dynamic linker's own word, and what is opened by name: the sign-in methods of
# MariaDB's client library, and libargon2 for hashes that other programs made. A scanner finds in status.d what it comes from.
FROM ${DEBIAN_IMAGE} AS libraries
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libargon2-1 libcrypt1 libcurl4 liblz4-1 libmariadb3 libpq5 libsqlite3-0 libssl3 zlib1g \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /usr/local/bin/satchel /usr/local/bin/satchel
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN mkdir -p /image/var/lib/dpkg/status.d /image/etc/ssl/certs /image/usr/local/bin \
    && { ldd /usr/local/bin/satchel | grep -o '/[^ ]*' && ls /usr/lib/*/libmariadb3/plugin/*.so /usr/lib/*/libargon2.so.1; } | sort -u >/libraries \
    && xargs cp --parents -L -t /image </libraries \
    # A library is known to dpkg under /lib or under /usr/lib, whichever its package says.
    && { sed 's|^/usr||' /libraries; sed 's|^/lib|/usr/lib|' /libraries; } | xargs -n1 realpath -s | sort -u >/names \
    && { xargs dpkg -S </names 2>/dev/null || true; } | cut -d: -f1 | sort -u >/packages \
    && for package in $(</packages) ca-certificates; do dpkg -s "$package" >"/image/var/lib/dpkg/status.d/$package"; done \
    && cp /usr/local/bin/satchel /image/usr/local/bin/ \
    && cp /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ \
    && cp /etc/debian_version /etc/os-release /image/etc/ \
    && echo 'satchel:x:10001:10001::/data:/sbin/nologin' >/image/etc/passwd \
    && echo 'satchel:x:10001:' >/image/etc/group \
    && install -d -m 1777 /image/tmp \
    && install -d -o 10001 -g 10001 /image/data

FROM scratch
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Satchel" \
    org.opencontainers.image.description="A site whose whole state is one SQLite database in a bucket" \
    org.opencontainers.image.licenses="MIT" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"
COPY --from=libraries /image /
WORKDIR /site
COPY Templates Templates
COPY Public Public
ENV PATH=/usr/local/bin SATCHEL_ENV=production HOST=0.0.0.0 PORT=5000 LOG_FORMAT=json DATABASE_URL=sqlite:////data/site.sqlite
USER 10001:10001
EXPOSE 5000
HEALTHCHECK --interval=10s --timeout=6s --start-period=5s CMD ["satchel", "healthcheck"]
ENTRYPOINT ["satchel"]
CMD ["serve"]
