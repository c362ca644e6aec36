# Every job of this project. Each target installs what it lacks, and is quick when nothing is lacking.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test bench soak fuzz sanitize image-test docs format setup swift

BUILD_PACKAGES := git binutils libc6-dev libstdc++-12-dev pkg-config ca-certificates \
	libsqlite3-dev libssl-dev libcrypt-dev libcurl4-openssl-dev liblz4-dev zlib1g-dev libpq-dev libmariadb-dev
TEST_PACKAGES := libargon2-1 python3 python3-venv chromium fonts-dejavu-core curl openssl nginx-light haproxy sqlite3 postgresql mariadb-server

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: swift ## Build and serve the quickstart on http://127.0.0.1:5000
	@Scripts/install $(BUILD_PACKAGES)
	swift build --product satchel
	@DATABASE_URL="$${DATABASE_URL:-sqlite:///quickstart_app.sqlite}" exec "$$(swift build --show-bin-path)/satchel" serve

test: setup ## Run every check: format, unit tests, end-to-end tests with a real S3 server and a browser
	@Scripts/test

bench: setup ## Measure, side by side with others
	@Benchmarks/run

soak: setup ## Mixed traffic with faults for MINUTES (30): memory and descriptors must stay flat
	@Scripts/install $(BUILD_PACKAGES)
	swift build -c release --static-swift-stdlib --package-path Benchmarks --product SoakSite
	@.build/venv/bin/python -B Benchmarks/soak.py $(or $(MINUTES),30)

fuzz: swift ## Fuzz every reader of untrusted bytes, SECONDS each (60), or those in NAME
	@Scripts/install $(BUILD_PACKAGES) python3
	swift build --target BucketSQLite
	swift build --target HTTP
	swift build --target WebAuthn
	@Scripts/fuzz --seconds $(or $(SECONDS),60) $(NAME)

sanitize: setup ## Run the tests with threads and sockets under AddressSanitizer and ThreadSanitizer
	@Scripts/sanitize

image-test: setup ## Build the Dockerfile without a Docker engine and test its image (as root; 5 GB of disk)
	@Scripts/install buildah podman runc debootstrap uidmap iptables netavark
	@Tests/Image/engine.sh bases
	@.build/venv/bin/python -m pytest -q -rP -p no:cacheprovider Tests/Image

docs: swift ## Render the documentation of the public API into .build/docs
	@Scripts/install $(BUILD_PACKAGES) python3
	swift build --build-tests
	@Scripts/docs

format: swift ## Rewrite the Swift files in the project's format
	swift format -i -r Sources Tests Examples Plugins Starter Package.swift

setup: swift ## Install the Debian packages and the test servers
	@Scripts/install $(BUILD_PACKAGES) $(TEST_PACKAGES)
	@Tests/Services/venv.sh
	@.build/venv/bin/python Tests/Services/lambda_rie.py --install

swift:
	@command -v swift >/dev/null || { \
	  echo "Swift 6.2 or newer is missing. This brings it (see https://www.swift.org/install/linux):"; \
	  echo '  curl -O https://download.swift.org/swiftly/linux/swiftly-$$(uname -m).tar.gz && tar zxf swiftly-$$(uname -m).tar.gz && ./swiftly init'; \
	  exit 1; } >&2
