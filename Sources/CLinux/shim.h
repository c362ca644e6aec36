// Linux system calls that Swift's Glibc module does not offer, or offers only as macros.
#pragma once
// _GNU_SOURCE stays undefined: with it, types such as fd_set would differ from those of the Glibc module.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

/// Declared by sys/socket.h only under _GNU_SOURCE.
int accept4(int fd, struct sockaddr *restrict address, socklen_t *restrict length, int flags);

static inline int clinux_accept(int fd, struct sockaddr *address, socklen_t *length) {
    return accept4(fd, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/// A non-blocking stream socket that no child process inherits; the flags are an enum in Swift, this is its shortest spelling.
static inline int clinux_socket(int family) {
    return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/// Watches a descriptor; `data` comes back with its events.
static inline int clinux_watch(int poll, int operation, int fd, uint32_t events) {
    struct epoll_event event = {.events = events, .data = {.fd = fd}};
    return epoll_ctl(poll, operation, fd, &event);
}

static inline int clinux_event_fd(const struct epoll_event *event) { return event->data.fd; }

/// One or two pieces of memory sent by one call. A peer that is gone gives EPIPE, never SIGPIPE.
static inline ssize_t clinux_send(int fd, const void *first, size_t first_length, const void *second, size_t second_length, bool more) {
    struct iovec pieces[2] = {{(void *)first, first_length}, {(void *)second, second_length}};
    struct msghdr message = {.msg_iov = pieces, .msg_iovlen = second_length > 0 ? 2 : 1};
    return sendmsg(fd, &message, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
}

/// Milliseconds of a clock that is read without a system call; coarse (a few milliseconds).
static inline int64_t clinux_monotonic_milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static inline int64_t clinux_seconds_since_1970(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return (int64_t)now.tv_sec;
}

/// Sets an int option; 0 or -1 with errno.
static inline int clinux_set_option(int fd, int level, int name, int value) {
    return setsockopt(fd, level, name, &value, sizeof value);
}

/// Makes the next close reset the connection, so that the peer sees that the answer was cut.
static inline int clinux_reset_on_close(int fd) {
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    return setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}
