# The quickstart as a small image: a static Swift runtime, shared libraries from Debian, nobody is root.
#
#   docker build -t site .
#   docker run -p 5000:5000 -e SECRET_KEY=… -e DATABASE_URL=s3sqlite://my-bucket/site.sqlite site
#
# Without DATABASE_URL the database is the file /data/site.sqlite: mount a volume there.

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libcrypt-dev libcurl4-openssl-dev liblz4-dev libmariadb-dev libpq-dev libsqlite3-dev libssl-dev zlib1g-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /site
# The packages in a layer of their own: they change less often than the sources.
COPY Package.swift ./
RUN swift package resolve
COPY . .
RUN swift build -c release --product satchel --static-swift-stdlib -Xlinker -s \
    && cp "$(swift build -c release --static-swift-stdlib --show-bin-path)/satchel" /usr/local/bin/satchel

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libcrypt1 libcurl4 liblz4-1 libmariadb3 libpq5 libsqlite3-0 libssl3 zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home satchel \
    && install -d -o satchel /data
WORKDIR /site
COPY --from=build /usr/local/bin/satchel /usr/local/bin/satchel
COPY Templates Templates
COPY Public Public
ENV SATCHEL_ENV=production HOST=0.0.0.0 PORT=5000 LOG_FORMAT=json DATABASE_URL=sqlite:////data/site.sqlite
USER satchel
EXPOSE 5000
HEALTHCHECK --interval=10s --timeout=6s --start-period=5s CMD ["satchel", "healthcheck"]
ENTRYPOINT ["satchel"]
CMD ["serve"]
