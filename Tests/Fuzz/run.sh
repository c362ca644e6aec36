#!/bin/sh
# Fuzzes a reader of untrusted bytes: Tests/Fuzz/run.sh NAME SECONDS
#
# Builds Sources/NAME with Tests/Fuzz/NAME into one program (SwiftPM cannot link libFuzzer), seeds it with Tests/NAMETests/Vectors, and
# runs it. What it learns stays in .build/fuzz/NAME/corpus; a failing input is written beside it and the exit status is not 0.
set -eu

name=${1:?usage: Tests/Fuzz/run.sh NAME SECONDS}
seconds=${2:?usage: Tests/Fuzz/run.sh NAME SECONDS}
root=$(cd "$(dirname "$0")/../.." && pwd)
work="$root/.build/fuzz/$name"
seeds="$root/Tests/${name}Tests/Vectors"
mkdir -p "$work/corpus"

# Each system library is a folder with a module map; the compiler finds it by that.
modules=""
for map in "$root"/Sources/C*/module.modulemap; do modules="$modules -I $(dirname "$map")"; done

# shellcheck disable=SC2086 # the module folders are separate words
swiftc -sanitize=fuzzer,address -parse-as-library -swift-version 6 -O -wmo -module-name "Fuzz$name" $modules \
    "$root/Sources/$name"/*.swift "$root/Tests/Fuzz/$name"/*.swift -o "$work/fuzz"

# A crash would hang in Swift's own backtracer.
cd "$work"
SWIFT_BACKTRACE=enable=no exec ./fuzz -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=16384 \
    -print_final_stats=1 corpus "$seeds"
