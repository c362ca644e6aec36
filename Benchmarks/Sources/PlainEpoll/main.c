// The machine's ceiling: an epoll loop per core that answers fixed bytes to whatever ends with an empty line.
// No parsing, no limits, no time-outs: nobody should serve with this. PlainEpoll PORT

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

// As many bytes as Satchel's answer has.
static const char answer[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 13\r\n"
    "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\nHello, World!";
static int port;

static int listen_here(void) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1024)) {
        perror("PlainEpoll");
        exit(1);
    }
    return listener;
}

static void answer_requests(int connection) {
    char bytes[16384];
    ssize_t count = recv(connection, bytes, sizeof bytes, MSG_DONTWAIT);
    if (count <= 0) {
        close(connection);
        return;
    }
    const char *end = bytes + count;
    for (const char *at = bytes; (at = memmem(at, end - at, "\r\n\r\n", 4)); at += 4)
        if (send(connection, answer, sizeof answer - 1, MSG_NOSIGNAL) < 0) return;
}

static void *run(void *unused) {
    int listener = listen_here(), poll = epoll_create1(EPOLL_CLOEXEC), on = 1;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int count = epoll_wait(poll, events, 256, -1);
        for (int i = 0; i < count; i++) {
            if (events[i].data.fd != listener) {
                answer_requests(events[i].data.fd);
                continue;
            }
            int connection = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (connection < 0) continue;
            setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            event = (struct epoll_event){.events = EPOLLIN, .data.fd = connection};
            epoll_ctl(poll, EPOLL_CTL_ADD, connection, &event);
        }
    }
    return unused;
}

int main(int count, char **arguments) {
    port = count > 1 ? atoi(arguments[1]) : 8080;
    signal(SIGPIPE, SIG_IGN);
    pthread_t thread;
    for (long core = sysconf(_SC_NPROCESSORS_ONLN); core > 1; core--) pthread_create(&thread, NULL, run, NULL);
    run(NULL);
}
