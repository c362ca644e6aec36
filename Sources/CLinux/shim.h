// Linux system calls that Swift's Glibc module does not offer, or offers only as macros.
#pragma once
// _GNU_SOURCE stays undefined: with it, types such as fd_set would differ from those of the Glibc module.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
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
    if (second_length == 0) return send(fd, first, first_length, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
    struct iovec pieces[2] = {{(void *)first, first_length}, {(void *)second, second_length}};
    struct msghdr message = {.msg_iov = pieces, .msg_iovlen = 2};
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

/// A loaded program or library, `dl_phdr_info`: declared by link.h only under _GNU_SOURCE. These are its first fields.
struct clinux_object {
    ElfW(Addr) base;
    const char *name;
    const ElfW(Phdr) *segments;
    ElfW(Half) count;
};
int dl_iterate_phdr(int (*visit)(struct clinux_object *object, size_t size, void *data), void *data);

/// Whether the dynamic linker has written into what can't be written now: then it is not what stands in the file.
static inline bool clinux_has_changed_text(const struct clinux_object *object) {
    for (int i = 0; i < object->count; i++) {
        if (object->segments[i].p_type != PT_DYNAMIC) continue;
        const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(object->base + object->segments[i].p_vaddr);
        for (; entry->d_tag != DT_NULL; entry++)
            if (entry->d_tag == DT_TEXTREL || (entry->d_tag == DT_FLAGS && entry->d_un.d_val & DF_TEXTREL)) return true;
    }
    return false;
}

static inline int clinux_unmap_segments(struct clinux_object *object, size_t size, void *unused) {
    (void)size, (void)unused;
    if (clinux_has_changed_text(object)) return 0;
    ElfW(Addr) page = (ElfW(Addr))sysconf(_SC_PAGESIZE);
    for (int i = 0; i < object->count; i++) {
        const ElfW(Phdr) *segment = &object->segments[i];
        if (segment->p_type != PT_LOAD || segment->p_flags & PF_W) continue;
        // Whole pages: what shares one with the next segment is that one's.
        ElfW(Addr) start = (object->base + segment->p_vaddr + page - 1) & ~(page - 1);
        ElfW(Addr) end = (object->base + segment->p_vaddr + segment->p_filesz) & ~(page - 1);
        if (end > start) madvise((void *)start, end - start, MADV_DONTNEED);
    }
    return 0;
}

/// Takes the pages of the program and its libraries that are the same as in their files out of this process. Each comes back, without
/// being read anew, when it is next touched.
static inline void clinux_unmap_clean_pages(void) { dl_iterate_phdr(clinux_unmap_segments, NULL); }

/// Blocks of so many bytes and more are mapped one by one, and given back to the system when they are freed. By itself the allocator
/// raises the bound to the largest block (up to 32 MB) that was ever freed; what is below it stays with the process.
static inline void clinux_map_blocks_from(int bytes) {
#ifdef M_MMAP_THRESHOLD
    mallopt(M_MMAP_THRESHOLD, bytes);
#else
    (void)bytes;
#endif
}
