// What a cold start in Lambda takes whatever the function does:
//
//   EmptyFunction FILE                    answers each invocation with the same bytes
//   EmptyFunction FILE PROGRAM ARGUMENT…  becomes PROGRAM
//
// Both write into FILE when they began: nanoseconds of CLOCK_MONOTONIC.
// strcasestr.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void stamp(const char *file) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    FILE *out = fopen(file, "w");
    if (!out) fail(file);
    fprintf(out, "%lld\n", now.tv_sec * 1000000000LL + now.tv_nsec);
    fclose(out);
}

// A connection to `HOST:PORT`, an IPv4 address as the emulator gives it.
static int connected(const char *api) {
    char host[64];
    int port, one = 1;
    if (sscanf(api, "%63[^:]:%d", host, &port) != 2) fail("AWS_LAMBDA_RUNTIME_API");
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    inet_pton(AF_INET, host, &address.sin_addr);
    int peer = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(peer, (struct sockaddr *)&address, sizeof address)) fail("connect");
    setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return peer;
}

// Reads an answer whose end needs no reading of its length: the emulator sends it whole, and nothing before it is asked again.
static void exchange(int peer, const char *call, char *answer, size_t room) {
    if (write(peer, call, strlen(call)) < 0) fail("write");
    ssize_t count = read(peer, answer, room - 1);
    if (count <= 0) fail("read");
    answer[count] = 0;
}

int main(int count, char **arguments) {
    if (count < 2) return 64;
    stamp(arguments[1]);
    if (count > 2) {
        execv(arguments[2], arguments + 2);
        fail(arguments[2]);
    }
    static char answer[1 << 20], call[1 << 10];
    const char *reply = "{\"statusCode\":200,\"headers\":{\"content-type\":\"text/plain\"},\"body\":\"Hello, World!\"}";
    int peer = connected(getenv("AWS_LAMBDA_RUNTIME_API"));
    for (;;) {
        exchange(peer, "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: lambda\r\n\r\n", answer, sizeof answer);
        char *name = strcasestr(answer, "lambda-runtime-aws-request-id: "), *id = name ? name + 31 : "";
        snprintf(
            call, sizeof call,
            "POST /2018-06-01/runtime/invocation/%.*s/response HTTP/1.1\r\nHost: lambda\r\nContent-Length: %zu\r\n\r\n%s",
            (int)strcspn(id, "\r\n"), id, strlen(reply), reply);
        exchange(peer, call, answer, sizeof answer);
    }
}
